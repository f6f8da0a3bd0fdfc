# Что не покидает сторону: поручения, консультации, справки, полномочия, позиции.
nav-inside = Внутри стороны
inside-parts = Страницы того, что остаётся внутри стороны
inside-of = Внутри стороны { $side }
inside-of-means = Ничто из этого не покидает вашу сторону. Ни другая сторона, ни дежурные этого не видят.
you = вы
colleague = { $who } · { $id }
colleague-me = { $who } (вы)
about = О чём:
about-what = О чём это?
about-own-matter = Отдельное дело
entered-by = Внесено:
entry-replaced = Заменено другой записью
entry-public = Обнародовано
problem-about = Выберите, о чём это.
problem-when = Укажите день и время.
todo-review-briefing = Просмотреть справку
todo-approve-briefing = Утвердить справку
todo-review-record = Просмотреть запись беседы
todo-approve-record = Утвердить запись беседы
todo-retain = Посмотрите: срок хранения истёк
todo-stage = Соединить: подтвердить, что всё на месте
todo-release-promised = Написать обещанное сообщение по итогам
noun-briefing = Справка
noun-record = Запись беседы
noun-message-draft = Проект послания
noun-line-to-take = Тезис для прессы

tasks = Поручения
tasks-none = Никому ничего не поручено.
tasks-all = Все поручения
tasks-mine =
    { $count ->
        [one] Ваши: { $count } поручение
        [few] Ваши: { $count } поручения
       *[many] Ваши: { $count } поручений
    }
tasks-others =
    { $count ->
        [one] Другим: { $count } поручение
        [few] Другим: { $count } поручения
       *[many] Другим: { $count } поручений
    }
tasks-settled =
    { $count ->
        [one] Выполнено или снято: { $count } поручение
        [few] Выполнено или снято: { $count } поручения
       *[many] Выполнено или снято: { $count } поручений
    }
task-gone = Это поручение закрыто или дано заново.
task-give = Дать поручение
task-sign = Дать поручение
task-given = Поручение дано.
task-text = Что сделать
task-owner = Кому
task-owner-means = Тем, для кого это запечатано: руководству, помощникам, переводчикам, ведущим запись.
task-due = Срок, если он есть
task-for = Кому:
task-open = К исполнению
task-done = Выполнено
task-dropped = Снято
task-settle-done = Выполнено
task-settle-dropped = Снять
task-ask-done = Это выполнено?
task-ask-dropped = Снять это поручение?
task-means-done = Ваша сторона увидит, что это сделано. Поручение останется в истории.
task-means-dropped = Выполнять его больше никому не нужно. Ваша сторона увидит, что оно снято.
problem-task-text = Напишите, что сделать.
problem-owner = Выберите, кому поручить.

consultations = Консультации
consultations-means = Кого ваша сторона спрашивает внутри себя и что отвечают. Это не выходит наружу иначе как утверждённой публикацией.
consultations-none = Никого не спрашивали.
consultations-planned =
    { $count ->
        [one] Ждём ответа: { $count } консультация
        [few] Ждём ответа: { $count } консультации
       *[many] Ждём ответа: { $count } консультаций
    }
consultation-enter = Внести консультацию
consultation-answer = Внести ответ
consultation-sign = Внести
consultation-entered = Консультация внесена.
consultation-body = Кого спрашивают
consultation-body-means = Например: министерство, совет, департамент.
consultation-state = В каком она состоянии
consultation-choose-planned = Намечена
consultation-choose-held = Проведена
consultation-choose-none = Прямо: никто не собирается
consultation-planned = Намечена
consultation-held = Проведена
consultation-none = Прямо: не проводится
consultation-late = Срок прошёл: внесите ответ
consultation-planned-at = Намечена на
consultation-held-at = Проведена
consultation-when-planned = Когда ждём ответа
consultation-when-held = Когда проведена, если в другое время
consultation-question = О чём спрашивают
consultation-said = Что ответили
consultation-why-none = Почему не проводится, если говорите об этом
problem-body = Напишите, кого спрашивают.
problem-consultation-text = Напишите, что ответили.

cards = Справки
cards-means = Что лежит перед глазами первого лица или помощника во время контакта, например: кто на том конце. Один составляет, второй просматривает, третий утверждает.
cards-none = Справок нет.
cards-all = Все справки
card-gone = Этой справки здесь больше нет: её заменила другая.
card-untitled = Справка
card-draft = Проект
card-reviewed = Просмотрена
card-approved = Утверждена
card-new = Составить справку
card-redraft = Написать другую вместо неё
card-sign = Сохранить проект
card-drafted = Проект сохранён.
card-title = Заголовок
card-title-means = Человек или вопрос, который может возникнуть.
card-text = Текст
card-text-means = Коротко: это читают, пока кто-то говорит.
card-step-review = Ждёт вашего просмотра.
card-step-approve = Ждёт вашего утверждения.
card-step-wait = Просмотрит или утвердит кто-то другой.
card-do-review = Просмотрено
card-do-approve = Утвердить
card-ask-review = Подтвердить, что вы просмотрели справку?
card-ask-approve = Утвердить эту справку?
card-means-review = После этого третий человек может её утвердить.
card-means-approve = Она показывается как утверждённая: у своего контакта и в разговоре.
card-remarks = Замечания, если есть
card-remarks-means = Они стоят под справкой.
card-reviewed-by = Просмотрено:
card-approved-by = Утверждено:
problem-card-title = Дайте заголовок.

mandates = Полномочия
mandates-means = На что наша делегация может согласиться в раунде и о чём сначала докладывает. Другая сторона этого никогда не видит.
mandates-none = Ни у одной делегации ещё нет полномочий.
mandates-no-round = Раунда переговоров ещё нет: полномочия даются на раунд.
mandates-that-stand =
    { $count ->
        [one] На что могут согласиться наши делегации: { $count } документ
        [few] На что могут согласиться наши делегации: { $count } документа
       *[many] На что могут согласиться наши делегации: { $count } документов
    }
mandate-give = Дать полномочия
mandate-change = Изменить полномочия
mandate-sign = Дать
mandate-given = Полномочия даны.
mandate-round = Раунд
mandate-text = Чего добиваемся
mandate-may-agree = Может согласиться
mandate-refers = Сначала докладывает
mandate-lines = По одному пункту в строке.
problem-round = Выберите раунд.

coalitions = Коалиции
coalition = Коалиция
coalitions-means = Чего, по сведениям, придерживаются другие; у каждого сведения свой источник. Это со слов и так и выглядит; подписанное стоит отдельно.
coalitions-none = Ни одна коалиция не внесена.
coalitions-all = Все коалиции
coalition-gone = Этой записи здесь больше нет: её заменила новая.
coalition-enter = Внести коалицию
coalition-sign = Внести
coalition-entered = Коалиция внесена.
coalition-name = Название
coalition-members = Члены
coalition-members-means = По одному в строке. Чего придерживается каждый, вносят потом, с источником.
member-holds = { $member }: { $stance }
positions = Чего они, по сведениям, придерживаются
positions-mean = Ничто из этого никем не подписано.
positions-earlier = Как это было внесено раньше
positions-until = Внесено
position-enter = Внести позицию члена
position-sign = Внести
position-entered = Внесено.
position-member = Член
position-stance = Позиция
position-words = Его собственные слова, если известны
position-heard = Когда услышано
stance-in-favour = за
stance-against = против
stance-undecided = не решил
stance-own-words = своими словами
stance-not-known = неизвестно
common-line = Общий ответ
common-line-enter = Внести их общий ответ
common-line-words = Ответ
common-line-given = Дан
common-line-none = Прямо: его нет
common-line-not-known = Неизвестно
heard-by-way-of = Источник:
signed = Подписано
signed-beside = Что подписано рядом с этим
signed-none = Подписанного ответа на документ здесь нет.
signed-where = Документ и всё, что о нём подписано
problem-name = Дайте название.
problem-members = Назовите членов.
problem-member = Выберите члена.
