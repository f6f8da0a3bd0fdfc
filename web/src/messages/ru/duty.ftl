# Дежурная часть.
nav-duty = Дежурство
duty-parts = Разделы дежурства
duty-board = Подготовка соединений
duty-order-wire = Служебная связь
duty-shifts = Смены и сдача дежурства
duty-words = Слова
duty-nothing = В ближайшие часы контактов нет, на линии никого нет.
side-ours = (наша сторона)
side-theirs = (другая сторона)

staging-public-none = Открытой части нет: никто, кроме согласованного списка, не допускается.
staging-public-opening = Начинается с открытой части для прессы.
staging-missing = Не хватает
lack-not-agreed = Согласия обеих сторон. Контакт не согласован; чей ответ ожидается, сказано на его странице.
lack-line-down =
    { $reason ->
        [none] Линия связи прервана ({ $side }). Звоните другой стороне по номерам из листа вызова.
       *[other] Линия связи прервана ({ $side }; { $reason }). Звоните другой стороне по номерам из листа вызова.
    }
lack-clocks-apart = Часы двух узлов расходятся более чем на пять минут. Сначала их должны выставить администраторы.
lack-line-test-failed = Последняя проверка линии не прошла. Повторите её и осмотрите линию.
lack-line-untested = За последний час линия не проверялась.
lack-own-device = Устройство нашего первого лица ещё не ждёт вызова. Убедитесь, что оно включено и вход выполнен.
lack-their-device = Устройство первого лица ещё не ждёт вызова ({ $side }).
lack-early = До начала больше часа. Подтвердите незадолго до него, убедившись, что все на месте.
lack-own-confirmation = Вашего подтверждения.
lack-their-confirmation = Подтверждения дежурного другой стороны ({ $side }).

staging-confirm = Подтвердить: нашему первому лицу можно звонить
staging-confirm-means = Обоим первым лицам позвонят, когда подтвердит и другая сторона ({ $side }). До этого звонка не будет.
staging-careful = Подтвердить, хотя не всё готово?
staging-confirm-anyway = Всё равно подтвердить
staging-confirmed = Вы подтвердили готовность нашей стороны
staging-blocked = Подтвердить пока нельзя. Займитесь тем, чего не хватает.
staging-wait = Вы подтвердили. Ожидается дежурный другой стороны ({ $side }); затем позвонят обоим первым лицам.
staging-called = Обе стороны подтвердили: идёт вызов первых лиц. Нажимать ничего не нужно.
staging-trouble = Обе стороны подтвердили, но с вызовом затруднение: смотрите ниже.
staging-running = На линии с

staging-duty-officer = Дежурный офицер
staging-unconfirmed = Ещё не подтвердил
staging-has-confirmed = Подтвердил
staging-device = Устройство первого лица
device-ready = Ждёт вызова
device-not-ready = Ещё не ждёт
device-untold = Не сообщается
staging-ringing = Вызов
ringing-not-called = Ещё не вызван
ringing-sent = Вызов отправлен
ringing-delivered = Дошёл до устройства
ringing-ringing = Звонит
ringing-answered = Ответили
ringing-declined = Отклонён
ringing-unanswered = Не ответили
ringing-not-staffed = Дежурного нет на месте
ringing-line-fault = Неисправность линии
ringing-by-answered = —
ringing-by-declined = —
ringing-help-declined = Вызов отклонён вручную ({ $side }). Прежде чем продолжать, спросите помощника.
ringing-help-unanswered = Звонило, но никто не ответил ({ $side }). Пошлите кого-нибудь в комнату или напишите по служебной связи.
ringing-help-not-staffed = Ни один дежурный не вошёл в систему ({ $side }). Звоните по номерам из листа вызова.
ringing-help-line-fault = Линия прервалась во время вызова; звонило ли там, неизвестно ({ $side }). Звоните по номерам из листа вызова.

staging-line = Линия
staging-line-state = Состояние
staging-line-up = Открыта
staging-line-down = Прервана
staging-line-test = Проверка линии
line-test-none = Не проверялась
line-test-running = Идёт проверка
line-test-passed = Пройдена
line-test-failed = Не пройдена
line-test-round-trip = Туда и обратно за { $ms } мс
line-test-run = Проверить линию

staging-abort = Прервать…
staging-abort-title = Прервать этот контакт?
staging-abort-verb = Прервать
staging-abort-means = Подготовка прекращается для обеих сторон, никому не позвонят. Чтобы продолжить, оба дежурных подтверждают заново.
staging-abort-means-running = Разговор тотчас обрывается для всех, на полуслове. Обеим сторонам сообщается, что прервала ваша сторона.
staging-aborted = Прервано

call-now-ask = Запросить срочный разговор
call-now-title = Запросить срочный разговор ({ $side })
call-now-means = Дежурного другой стороны ({ $side }) просят принять запрос. Если вовремя никто не примет, запрос теряет силу. После принятия оба дежурных готовят соединение как обычно.
call-now-within = Разговор начнётся не позднее чем через
call-now-format = Перевод
format-of-talk-no-interpreters = Без переводчиков
format-of-talk-consecutive = Последовательный
call-now-asked = Разговор запрошен ({ $side })
call-now-theirs = Другая сторона ({ $side }) просит о срочном разговоре. Запрос теряет силу { $left }.
call-now-take = Принять запрос от нашей стороны
call-now-take-means = Это означает согласие нашей стороны. Нашему первому лицу не позвонят, пока вы не подтвердите и готовность.
call-now-ours = Мы просим о срочном разговоре ({ $side }). Их дежурный запрос ещё не принял; он теряет силу { $left }.

order-wire-means = Служебные сообщения между вами и дежурным другой стороны ({ $side }). Руководство их не читает.
order-wire-empty = Пока ничего не написано.
order-wire-words = Дежурному другой стороны ({ $side })
order-wire-send = Отправить
order-wire-sent = Отправлено по служебной связи

shifts-now = Сейчас дежурят
shifts-nobody = По списку никто не дежурит. Сигнал FLASH прозвучит сразу у всех дежурных.
shifts-order = Сигнал FLASH звучит у них в этом порядке, каждую минуту ещё у одного.
shifts-next = Следующая смена:
shifts-gap = Никто не дежурит с
hand-over = Сдача дежурства
hand-over-none = Записок не оставлено.
hand-over-words = Записка следующей смене
hand-over-means = Что не закончено, кого ждать, за чем следить. Записка никогда не покидает нашу сторону.
hand-over-keep = Оставить записку
hand-over-kept = Записка оставлена
shift-list = График дежурств
shift-list-empty = Смены не назначены. Сигнал FLASH прозвучит сразу у всех дежурных.
shift-person = Дежурный
shift-from = Начало
shift-until = Конец
shift-on = На дежурстве
shift-on-now = Сейчас
shift-change = Изменить
shift-remove = Снять
shift-remove-of = Снять: смена, { $person }
shift-add = Добавить смену
shift-add-do = Внести в график
shift-added = Смена внесена в график
shift-lacks-person = Выберите дежурного.
shift-lacks-from = Укажите начало смены.
shift-lacks-until = Укажите её конец.
shift-lacks-order = Конец раньше начала: выберите более позднее время.
choose = Выбрать

words-how = Свяжитесь с другим дежурным так, чтобы вы узнавали его голос. Прочтите наши слова вслух по порядку; затем пусть он прочтёт свои, а вы следите по экрану.
words-ours = Прочесть вслух: наши слова ({ $side })
words-theirs = Следить: слова другой стороны ({ $side })
words-no-line = Другая сторона ещё не сопряжена.
line-words-differ = Если хоть одно слово не совпало, ничего не подтверждайте и сразу сообщите офицеру безопасности: между сторонами кто-то вклинился.
words-call = Шесть слов разговора — другие. Их сверяют участники на экране самого разговора.

call-sheet = Лист вызова
print = Напечатать
sheet-when = Время
sheet-times-sealed = Часовые пояса сторон запечатаны для других; время указано по UTC.
sheet-languages = Языки:
sheet-people = Участники
sheet-people-sealed = Запечатано для круга руководства. Имена есть в листе помощника.
sheet-duty = Дежурные офицеры
sheet-duty-nobody = никто не аккредитован
sheet-order = Порядок вызова
sheet-down = Если линия прервана
sheet-fallback = Запасные номера
sheet-fallback-none = Не сохранены. Впишите их сюда от руки.
sheet-printed = По состоянию на { $at }. Условий, подписанных позже, здесь нет: напечатайте заново.

moment-day = { $label }: день ({ $side })
moment-hour = Время
moment-twice = Часы показывают это время дважды; имеется в виду первое.
moment-never = Часы ({ $side }) никогда не показывают такого времени.
