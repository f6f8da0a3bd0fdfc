next-contact = Предстоит: { $medium }
next-contact-when = { $away }, продолжительность { $lasting }
no-next-contact = Согласованных контактов нет
confirmed-by = Дежурный готов:
nothing-waits = Ни за вашей стороной, ни за другой стороной ничего не числится.
nothing-waits-you = Сейчас от вас ничего не ждут.
overdue = Просрочено
due = Срок:

group-overdue =
    { $count ->
        [one] Просрочено: { $count } вопрос
        [few] Просрочено: { $count } вопроса
       *[other] Просрочено: { $count } вопросов
    }
group-due =
    { $count ->
        [one] Срок в течение суток: { $count } вопрос
        [few] Срок в течение суток: { $count } вопроса
       *[other] Срок в течение суток: { $count } вопросов
    }
group-open =
    { $count ->
        [one] В работе: { $count } вопрос
        [few] В работе: { $count } вопроса
       *[other] В работе: { $count } вопросов
    }
group-colleague =
    { $count ->
        [one] За другими людьми вашей стороны: { $count } вопрос
        [few] За другими людьми вашей стороны: { $count } вопроса
       *[other] За другими людьми вашей стороны: { $count } вопросов
    }
group-theirs =
    { $count ->
        [one] За другой стороной: { $count } вопрос
        [few] За другой стороной: { $count } вопроса
       *[other] За другой стороной: { $count } вопросов
    }

todo-answer = Принять, выдвинуть встречное предложение или отклонить
todo-offer-anew = Предложить вновь: срок предложения истёк без ответа
todo-new-date = Предложить новую дату
todo-confirm-outside = Подтвердить состоявшееся вне системы
todo-join-track = Присоединиться к треку
todo-review = Пересмотреть: завершилось то, что может повлиять
todo-name-delegation = Назвать делегацию
todo-reply = Ответить
todo-acknowledge = Подтвердить получение
todo-lodge = Передать документ на хранение
todo-reveal = Раскрыть документ
todo-object-or-not = Возразить или хранить молчание
todo-prove-silence = Запросить о молчании: согласие не доказано
todo-release = Опубликовать
todo-close-track = Закрыть трек или продолжить
todo-approve = Утвердить
todo-do = Исполнить поручение
todo-release-approved = Опубликовать: текст утверждён
todo-others-approve = Должен утвердить кто-то другой
todo-write-readout = Написать сообщение по итогам: контакт завершён, а ваша сторона ещё ничего не опубликовала
todo-compare-sides = Сравнить: другая сторона публично говорит иное
todo-send = Отправить: текст утверждён
todo-write-record = Составить запись: контакт завершён, а записи ещё нет
todo-fill-shift = С этого времени дежурного нет: внести смену
todo-renew = Продлить аккредитации, пока они не истекли
noun-shifts = Смены дежурных
noun-accreditations = Устройства вашей стороны
home-sit-down = Начало через несколько минут. Оставайтесь на этой странице: кнопка появится здесь, как только оба дежурных подтвердят готовность.
home-see-rings = Посмотреть, как вызывают первых лиц

principal-next = { $medium } { $away }
principal-will-ring = Вам позвонят. До этого ничего делать не нужно.
principal-join = Принять звонок
principal-check-sound = Проверить микрофон и звук
principal-line-up = Линия связи открыта ({ $side })
principal-line-down = Линия связи прервана ({ $side }). Этим уже занимаются.
principal-unreached = Сейчас вызвать вас здесь невозможно: ваш узел не отвечает
principal-unreached-do = Страница сама пробует снова. Если через минуту ничего не изменится, позвоните дежурному по телефону.
principal-now = Сейчас
