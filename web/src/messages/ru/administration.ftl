# Администрирование и то, что каждый настраивает для себя.
nav-administration = Администрирование
nav-own-settings = Почта и календарь
admin-parts = Разделы администрирования
admin-people = Люди и устройства
admin-line = Линия
admin-sessions = Сеансы
admin-log = Журнал
admin-checks = Проверки и резервная копия

people-accredit = Аккредитовать устройство
people-countersign = Подписать вторым
people-device = Устройство
people-this-device = (это устройство)
people-roles = Роли
people-until = Аккредитация до
people-no-end = бессрочно
device-state-founding = Назначен при учреждении
device-state-stands = Действует
device-state-ends-soon = Скоро истекает
device-state-expired = Истекла
device-state-revoked = Отозвана
people-revoke = Отзыв
people-revoke-do = Отозвать…
people-revoke-of = Отозвать… { $device }
people-revoke-title = Отозвать аккредитацию этого устройства?
people-revoke-verb = Отозвать навсегда
people-revoke-means = Устройство сразу отключается везде, об этом узнаёт и другая сторона. Отменить нельзя: человек создаёт новый ключ и аккредитуется заново.
people-revoke-own = Это устройство, за которым вы сидите.
people-revoke-last = Это последний офицер безопасности: после него здесь никто не сможет ни аккредитовать, ни отзывать, пока сторона не будет учреждена заново.
people-revoked = Аккредитация устройства отозвана

sign-first-means = Человек составляет запрос на своём устройстве и передаёт его вам. Вы сверяете слова запроса с теми, что он читает вслух, и подписываете; затем то же делает офицер безопасности.
sign-second-means = Администратор подписал этот запрос. Сами сверьте его слова с теми, что человек читает вслух, и подпишите вторым; после этого устройство аккредитовано.
sign-first-take = Запрос
sign-second-take = Текст с одной подписью
sign-take-means = Вставьте текст или выберите его файл. Тайны он не содержит.
sign-read = Прочесть
sign-file = Выбрать файл
sign-compare = Сверить и подписать
sign-person = Лицо
sign-person-known = уже имеет аккредитованное устройство
sign-person-new = новое: аккредитованных устройств нет
sign-words = Слова запроса
sign-words-means = Пусть человек прочтёт слова вслух — лично или по связи, где вы узнаёте голос. Совпасть должно каждое.
sign-compared = Человек прочёл именно эти слова
sign-lacks-words = Сначала сверьте слова и отметьте это.
sign-days = Срок действия
sign-days-many =
    { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    }
sign-first-do = Подписать как администратор
sign-second-do = Подписать как офицер безопасности
sign-differ = Слово не совпало: отложить
sign-first-done = Подписано. Теперь очередь офицера безопасности.
sign-second-done = Устройство аккредитовано
half-signed = Вы подписали; не хватает одной подписи
half-signed-means = Передайте этот текст офицеру безопасности любым путём. Устройство будет аккредитовано, как только подпишет и он.
half-signed-text = Текст с одной подписью
half-signed-next = Следующий запрос

line-entries = Записи
line-entries-ours = наших { $ours }, из них с квитанцией { $receipted }; другой стороны { $theirs }
line-waiting = Наши без квитанции
line-skew = Расхождение часов
line-skew-unknown = ещё не измерено
line-skew-ms = { $ms } мс
line-misbehaviour = Нарушения другого узла
line-words-own = Наши слова ({ $side })
line-words-other = Слова другой стороны ({ $side })

session-who = Кто
session-own = (этот сеанс)
session-opened = Вход
session-expires = Закончится сам
session-end = Прекратить
session-own-end = Выход — вверху
session-end-do = Прекратить…
session-end-of = Прекратить… сеанс: { $person }
session-end-title = Прекратить этот сеанс?
session-end-verb = Прекратить сеанс
session-end-means = Человек сразу отключается, даже посреди работы, и может войти снова. Чтобы не допускать его, отзовите аккредитацию устройства.
session-ended = Сеанс прекращён

log-means = Кто, что и когда сделал, по часам узлов. Сказанного и написанного здесь нет.
log-which = Какой журнал
log-of = Журнал ({ $side })
log-internal = Внутренние записи
log-empty = Записей нет.
log-seq = Номер
log-at = Когда
log-what = Что
log-about = О чём
log-who = Кто
log-later = Более поздние
log-earlier = Более ранние
log-without-effect = Ничего не меняет:
record-propose = Предложение
record-counter = Встречное предложение
record-accept = Принятие
record-decline = Отклонение
record-withdraw = Отзыв
record-cancel = Отмена
record-postpone = Перенос
record-call-now = Запрос срочного разговора
record-take-call = Принятие запроса на разговор
record-confirm-stage = Подтверждение: первому лицу можно звонить
record-abort = Прерывание
record-send = Отправка
record-present = Показ
record-acknowledge = Подтверждение получения
record-announce-release = Объявление о публикации
record-accredit = Аккредитация устройства
record-revoke = Отзыв аккредитации устройства
record-grant = Передача ключа

doctor-on-machine = На машине узла
doctor-on-machine-means = Ключи, файлы, порты и хранилище проверяются там:
backup = Резервная копия
backup-how = Она делается на машине узла, который может при этом работать:
backup-rehearse = Копия, которую ни разу не проверяли, — не копия. Эта команда проверяет её целиком и ничего не меняет:
backup-means = Ключей устройств и ключа пресс-службы в ней нет никогда. Храните парольную фразу отдельно от файла.

mail = Почта
mail-off = Этот узел писем не отправляет.
mail-with-facts = Узел пишет вам, когда что-то ждёт вас. В письмах указаны время и вид связи контакта.
mail-bare = Узел пишет вам, когда что-то ждёт вас. В письмах сказано только это и ничего о сути дела.
mail-address = Ваш адрес
mail-domains = Письма уходят только на { $domains }.
mail-wrong = Это не почтовый адрес.
mail-keep = Сохранить адрес
mail-drop = Больше не писать
mail-set = Адрес сохранён
mail-dropped = Писем вам больше не будет
mail-dead =
    { $count ->
        [one] { $count } письмо этой стороны доставить не удалось.
        [few] { $count } письма этой стороны доставить не удалось.
       *[other] { $count } писем этой стороны доставить не удалось.
    }
calendar = Календарь
calendar-means = Ссылка для вашей программы-календаря. В ней время и вид связи контактов и раундов, без имён и тем.
calendar-stands = Ссылка действует, часовой пояс { $zone }, с
calendar-none = Ссылки нет.
calendar-make = Создать ссылку
calendar-anew = Создать новую ссылку
calendar-anew-title = Создать новую ссылку?
calendar-anew-means = Прежняя ссылка прекратит действие: календари, где она стоит, перестанут обновляться.
calendar-drop = Отозвать ссылку
calendar-drop-title = Отозвать ссылку?
calendar-drop-means = Календари, где она стоит, перестанут обновляться. То, что они уже получили, в них останется.
calendar-dropped = Ссылка отозвана
calendar-address = Адрес вашего календаря
calendar-once = Показывается один раз: кто его знает, прочтёт календарь. Внесите его в программу сейчас.
calendar-copied = Адрес скопирован

admin-passkeys = Ключи доступа
passkeys-mean = Устройства, которые входят с ключом доступа: по отпечатку, лицу или коду. Утраченный вы снимаете, поговорив с человеком.
passkeys-none = Ни у одного устройства этой стороны нет ключа доступа.
passkey-used = использован
passkey-copies = (изготовитель может копировать его на другие машины)
passkey-open-until = Входит одним своим ключом, чтобы зарегистрировать другой, до
passkey-events = Что с ним было
passkey-event-registered = зарегистрирован
passkey-event-reset = снят устройством
passkey-event-copy-suspected = возможна копия
passkey-reset = Утрата
passkey-reset-do = Снять…
passkey-reset-of = Снять… ключи доступа: { $person }
passkey-reset-title = Снять ключи доступа этого устройства?
passkey-reset-verb = Снять
passkey-reset-means = Сначала поговорите с человеком там, где вы узнаёте голос. Устройство сразу отключается. В течение часа оно входит одним своим ключом, чтобы зарегистрировать другой; затем не входит вовсе, пока вы не сделаете это снова. Если утрачено само устройство, отзовите его аккредитацию.
passkey-was-reset = Ключи доступа сняты
own-passkey = Ключ доступа
own-passkey-demo = Это демонстрационный ключ: он есть у каждого и входит без ключа доступа.
own-passkey-means = Второй, например ключ безопасности в сейфе, поможет, если первый утрачен. Войдите с первым и в течение пяти минут зарегистрируйте второй.
own-passkey-further = Зарегистрировать ещё один ключ доступа
own-passkey-done = Ключ доступа зарегистрирован
