# The call sheet.
call-sheet = Лист вызова
sheet-when = Время
sheet-times-sealed = Часовые пояса сторон этому устройству недоступны; время по UTC.
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

# What the core says of a call sheet as data, in words.
banner-not-agreed = Не согласовано
banner-not-agreed-why = Предлагает сторона { $side }; под этими условиями нет двух подписей.
banner-postponed = Отложено
banner-postponed-why = Эта дата больше не действует. Новым условиям нужны обе подписи.
banner-refused = Не согласовано
banner-refused-why =
    { $phase ->
        [withdrawn] Предложение отозвано: никто не звонит.
       *[declined] Предложение отклонено: никто не звонит.
    }
banner-cancelled = Отменено
banner-cancelled-why = Никто не звонит.
banner-over = Завершено
banner-over-why = Разговор состоялся.
banner-reported-outside = Не согласовано
banner-reported-outside-why = Внесено как состоявшееся в другом месте, по слову лишь одной стороны.
banner-held-outside = Завершено
banner-held-outside-why = Состоялось в другом месте, как внесли обе стороны.
banner-newer-terms = Ждут новые условия
banner-newer-terms-why = Этот лист составлен по подписанным условиям. Напечатайте его снова, когда на новые ответят.
banner-reported = Есть сообщение
banner-reported-why = Этого никто не подписывал: спросите другого дежурного.
sheet-clocks-change =
    Часы в { $zone } переводят { $way ->
        [back] назад
       *[forward] вперёд
     } на { $minutes }: с { $before } на { $after } ({ $offset }), { $when }.
sheet-clocks-hours-before =
    { $hours ->
        [0] меньше чем за час до начала
        [one] за { $hours } час до начала
        [few] за { $hours } часа до начала
       *[many] за { $hours } часов до начала
    }
sheet-clocks-days-before =
    { $days ->
        [one] за { $days } день до начала
        [few] за { $days } дня до начала
       *[many] за { $days } дней до начала
    }
sheet-clocks-hours-after =
    { $hours ->
        [0] меньше чем через час после конца
        [one] через { $hours } час после конца
        [few] через { $hours } часа после конца
       *[many] через { $hours } часов после конца
    }
sheet-clocks-days-after =
    { $days ->
        [one] через { $days } день после конца
        [few] через { $days } дня после конца
       *[many] через { $days } дней после конца
    }
sheet-clocks-during = ВО ВРЕМЯ РАЗГОВОРА
sheet-clocks-otherwise = Часы в { $zone } идут по { $at_start } к началу, а когда это печатается, по { $printed }.
sheet-step-look-whether-ready = Оба дежурных смотрят на своих страницах соединения, всё ли на месте.
sheet-step-sit-down = Руководители занимают места; их страницы или терминалы ждут. Звонка ещё нет.
sheet-step-sit-down-with-interpreters = Места занимают переводчики, затем руководители; их страницы или терминалы ждут. Звонка ещё нет.
sheet-step-confirm = Подтверждает каждый дежурный. Подтвердивший первым ждёт другого.
sheet-step-ring = После второго подтверждения звонок раздаётся сразу у обоих руководителей; ни один не ждёт другого.
sheet-step-planned-end = Намеченный конец. Кто положит трубку, завершит разговор для обоих.
sheet-nobody-calls = Никто не звонит.
sheet-down-wait = Подождите минуту: узлы сами пытаются связаться друг с другом.
sheet-down-telephone = Затем дежурный стороны { $caller } звонит по телефону дежурному стороны { $other }. Если за пять минут звонка нет, наоборот.
sheet-down-other = другая сторона
sheet-down-say-nothing-of-the-agenda = По этому телефону ни слова о повестке: договоритесь только, ждать или выбрать другое время.
sheet-down-another-time = Другое время согласуют здесь, на странице контакта, когда линия восстановится.
sheet-down-enter-held-outside = Если руководители всё же поговорят по другому телефону, каждая сторона вносит это как состоявшееся в другом месте.
sheet-contact = Контакт { $id }, условия подписаны записью { $record }
sheet-contact-unsigned = Контакт { $id }, условия без подписей обеих сторон
