# Треки и раунды.
act-done = Подписано и отправлено.
nav-tracks = Треки
tracks-none = Треков пока нет.
track-found = Открыть трек
track-found-ask = Открыть трек?
track-found-means = Руководство другой стороны сразу читает заголовок и может присоединиться. Трек никого не обязывает: он упорядочивает контакты и раунды.
track-title = Заголовок
track-untitled = Трек, закрытый для этого устройства
track-standing = Положение трека
track-is-closed = Закрыт обеими сторонами
track-is-joined = Открыт обеими сторонами
track-is-alone = Пока открыт одной стороной
track-counts =
    { $subjects ->
        [one] { $subjects } контакт или раунд
        [few] { $subjects } контакта и раунда
       *[other] { $subjects } контактов и раундов
    }, { $open ->
        [0] ничего не ждёт
        [one] ждёт { $open } дело
        [few] ждут { $open } дела
       *[other] ждут { $open } дел
    }
track-opened-by = Открыт стороной
track-closed-by = – закрыт этой стороной для себя.
track-conflicts = Это не согласуется одно с другим
track-conflict-order = { $first } не закончится до начала: { $second }.
track-conflict-date = Одновременно: { $first } и { $second }.
track-conflict-circle = Каждое из этого должно предшествовать следующему: { $all }.
track-conflict-person = { $person } в это время участвует: { $first }.
track-conflict-holiday = { $side }: { $holiday }
track-join = Присоединиться к треку
track-join-ask = Присоединиться к этому треку?
track-join-means = Его открыла сторона { $other }. С вашей подписью это трек обеих сторон. Ни к чему в нём он вас не обязывает.
track-close = Закрыть трек
track-close-ask = Закрыть трек для вашей стороны?
track-close-means = { $other } узнает об этом. Согласованное остаётся в силе; предстоящие контакты и раунды состоятся. Открыть его снова нельзя.
track-aims = Чего, по её словам, хочет каждая сторона
aim-none = Цель не заявлена.
aim-sealed = Заявлена, но для этого устройства закрыта.
aim-declare = Заявить цель
aim-declare-anew = Заявить цель заново
aim-ask = Заявить эту цель?
aim-means = Руководство стороны { $other } прочтёт её сразу. Сказанное прежде остаётся в записи.
aim-words = Цель вашей стороны её собственными словами

timeline = По порядку времени
date-fixed = Твёрдая дата
date-movable = Дату можно перенести
date-fixed-means = Другой даты нет: её переносят только обе стороны вместе.
link-precedes = Должен завершиться до начала:
link-follows = Может начаться только после завершения:
link-affects = Его итог может повлиять на:
link-affected = На него может повлиять итог:
link-elsewhere = то, что вне этого трека
link-by = по словам стороны
link-reviewed = С тех пор пересмотрено.
link-review-asked = Пересмотрите: то, что может повлиять, завершилось
link-review = Мы это пересмотрели
link-review-ask = Заявить, что вы это пересмотрели?
link-review-means = { $other } увидит, что повестку и мандат пересмотрели. Ни то ни другое от этого не меняется.
link-undo = Снять эту связь
link-undo-ask = Снять эту связь?
link-undo-means = { $other } узнает об этом. Больше ничего не меняется.
link-make = Включить в трек или связать два дела
link-kind = Что вы заявляете
link-kind-holds = Это относится к треку
link-kind-must-precede = Одно должно завершиться до начала другого
link-kind-may-affect = Итог одного может повлиять на другое
link-first = Первое
link-second = Второе
link-choose = Выберите
link-option = { $what }, { $day }
no-date = без даты
link-incomplete = Выберите, о чём речь; для связи – два разных дела.
link-sign = Подписать и заявить
link-ask = Заявить это от имени вашей стороны?
link-means-holds = Это стоит в треке для обеих сторон.
link-means-must-precede = Обе стороны предупреждаются, прежде чем согласовать даты, нарушающие этот порядок. Это ничего не запрещает.
link-means-may-affect = Когда первое завершится, обеим сторонам напомнят пересмотреть второе. Само по себе это ничего не меняет.

round-when = Когда и где
round-sealed = Его условия для этого устройства закрыты.
round-of-track = Трек, к которому он относится
round-dates-at = { $place }: { $dates }
round-on-a-day = { $day }, с { $from } до { $to } ({ $zone })
round-over-days = с { $from }, { $day }, до { $to }, { $last_day } ({ $zone })
round-place = Место
round-format = Формат
round-format-bilateral = Двусторонний
round-format-multilateral = Многосторонний
round-format-restricted = Узкий состав
round-format-expanded = Расширенный состав
round-format-tete-a-tete = Один на один
sessions = Заседания, по времени места
delegations = Делегации
delegation-unnamed = Ещё не названа
delegation-head = Глава:
delegation-before = Прежде:
delegation-name = Назвать вашу делегацию
delegation-change = Изменить вашу делегацию
delegation-head-name = Кто её возглавляет
delegation-office = Должность
delegation-member = Член делегации { $number }
delegation-incomplete = Назовите главу и каждого, кого добавляете.
delegation-sign = Подписать и назвать
delegation-ask = Назвать эту делегацию?
delegation-means = Руководство стороны { $other } прочтёт это сразу. Позже можно изменить; прежнее остаётся в записи.
round-cancel = Отменить раунд
round-ask-postpone = Отложить раунд без даты?
round-ask-cancel = Отменить раунд?
round-means-postpone = { $other } узнает об этом сразу. Раунд остаётся без даты, пока обе стороны не согласуют новую.
round-means-cancel = { $other } узнает об этом сразу. Раунд не состоится, и вернуть его нельзя.
