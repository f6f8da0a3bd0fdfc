next-contact = Предстоит: { $medium }
next-contact-when = { $away }, продолжительность { $lasting }
no-next-contact = Согласованных контактов нет
confirmed-by = Дежурный готов:
nothing-waits = Ни за вашей стороной, ни за другой стороной ничего не числится.
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

principal-next = { $medium } { $away }
principal-will-ring = Вам позвонят. До этого ничего делать не нужно.
principal-join = Принять звонок
principal-check-sound = Проверить микрофон и звук
principal-line-up = Линия связи открыта ({ $side })
principal-line-down = Линия связи прервана ({ $side }). Этим уже занимаются.
principal-unreached = Сейчас вызвать вас здесь невозможно: ваш узел не отвечает
principal-unreached-do = Страница сама пробует снова. Если через минуту ничего не изменится, позвоните дежурному по телефону.
principal-now = Сейчас
