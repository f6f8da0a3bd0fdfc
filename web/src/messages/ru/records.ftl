# Записи бесед, собственные для стороны.
nav-access = Доступ к записям
records = Записи бесед
records-part = Записи
record = Запись беседы
records-means = Что было сказано, как это записала ваша сторона. Это не стенограмма. Ничто из этого не покидает вашу сторону.
records-none = Ни одна запись не составлена.
records-all = Все записи
record-gone = Такой записи здесь нет.
record-of = Как записано: { $who }
record-counts =
    { $reviews ->
        [0] не просмотрена
        [one] { $reviews } просмотр
        [few] { $reviews } просмотра
       *[many] { $reviews } просмотров
    }, { $openings ->
        [0] не открывали
        [one] открывали { $openings } раз
        [few] открывали { $openings } раза
       *[many] открывали { $openings } раз
    }
record-draft = Проект
record-reviewed = Просмотрена
record-approved = Утверждена: это и есть запись
record-replaced = Её заменила более поздняя
record-due = Посмотрите
record-kept-until = Хранить до
record-new = Составить запись
record-newer = Написать новый проект вместо неё
record-merge = Свести проекты
records-merge-means =
    { $count ->
        [one] Об этом есть { $count } проект.
        [few] Об этом рядом стоят { $count } проекта. Сводный займёт их место.
       *[many] Об этом рядом стоят { $count } проектов. Сводный займёт их место.
    }
record-words = Её текст
record-sealed = Её текст запечатан не для вас. Что с ней делали, вам открыто.
record-open = Открыть
record-open-means = Строка журнала доступа скажет, что вы её открыли, и останется.
record-off-list = Вас нет в списке рассылки. Открыть всё же можно: журнал доступа об этом скажет.
record-open-off-list = Всё же открыть
record-not-verbatim = Не стенограмма
record-remark-of = Замечание:
record-save = Сохранить как Markdown
record-save-means = Файл не зашифрован: с этой минуты его бережёте вы.
record-acts = Что вы можете сделать
record-review = Подтвердить просмотр
record-ask-review = Подтвердить, что вы просмотрели эту запись?
record-means-review = Сначала прочтите. Замечание само ничего не меняет: автор пишет новый проект.
record-remarks = Замечания, если есть
record-remarks-means = Они запечатаны так же, как запись.
record-approve = Утвердить
record-ask-approve = Утвердить это как запись беседы?
record-means-approve = Сначала прочтите. С вашим утверждением это запись вашей стороны.
record-distribute = Дать ещё кому-то
record-distributed = Они в списке.
record-distribution = Кому она предназначена
record-distribution-means = Открыть её могут и другие, для кого она запечатана; журнал доступа скажет, что в списке их не было.
record-retain = Хранить дольше
record-retained = До этого дня она хранится.
record-retain-means = День можно отодвинуть, приблизить нельзя.
record-keep-until = Хранить до
record-sign = Подписать
record-keep = Сохранить
record-kept = Проект сохранён.
record-about = Какого контакта или раунда
record-header-means = Когда был разговор, по какой связи и кто в нём участвовал, никто не вписывает: это берётся из того, что удостоверяют узлы.
record-text = Что было сказано
record-classification = Гриф
record-classification-means = Словами вашей стороны, например: конфиденциально.
record-classification-merged = Нужен, если у них он разный.
record-merged-text = Сводный текст
record-merge-keeps = Хранится столько, сколько самый долгий из них, и для всех из любого их списка.
record-take = Взять этот текст
problem-classification = Укажите гриф.
problem-to = Выберите кого-нибудь.

record-access = Кто её открывал
access-means = Строка, которая есть, верна: её подписало устройство, которое открывало. Отсутствие строки ничего не доказывает.
access-none = Никто ничего не открывал.
access-listed = Из списка
access-off-list = Не из списка
access-which = Запись { $id }

fact-by = { $who }, { $when }
fact-between = Между
fact-state = Состояние
fact-on-medium = Связь
fact-began = Начало
fact-ended = Конец
fact-attested-both = { $when }, удостоверяют оба узла
fact-attested-by = { $when }, удостоверяет узел стороны { $side }
fact-attested-one = { $when }, удостоверяет один только узел стороны { $side }
fact-on-line = На линии
fact-of-side = { $what }, { $side }
fact-not-attested = Не удостоверено
fact-not-attested-means = Ни один узел не удостоверяет разговор.
fact-record-state = Эта запись
fact-written = Составлено
fact-reviewed = Просмотрено
fact-approved = Утверждено
fact-approved-nobody = пока никем
fact-kept-until = Хранить до
fact-for = Кому
