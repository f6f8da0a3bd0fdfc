# Документы.
nav-papers = Документы
papers-none = Ни одного документа ещё не передано.
paper-sealed = Его текст для этого устройства закрыт
paper-hand-over = Передать документ
paper-kind = Что это
paper-kind-proposal = Предложение
paper-kind-position = Позиция
paper-kind-chairs-text = Текст председателя
paper-kind-reply = Ответ
paper-by = от стороны
paper-to = для
paper-versions =
    { $count ->
        [one] { $count } редакция
        [few] { $count } редакции
       *[other] { $count } редакций
    }
paper-reply-by = ответ ожидается до { $time }, { $day }
paper-state-handed-over = Передан
paper-state-received = Получен
paper-state-read = Прочитан
paper-state-read-reply-due = Прочитан, ожидается ответ
paper-state-reply-overdue = Ответ просрочен
paper-state-replied = Есть ответ
paper-state-withdrawn = Отозван
paper-standing = Положение документа
paper-version = Редакция { $number }
paper-version-newest = Редакция { $number }, последняя
paper-read = Прочтение подтверждено { $day }, { $time }.
paper-unread = Прочтение никто не подтвердил.
receipt-said = Передан { $day }, { $time }.
receipt-received = В журнале другой стороны виден с { $day }, { $time }.
receipt-none = В журнале другой стороны его ещё не видно.
paper-differences = Что изменилось
paper-compare-with = Сравнить последнюю с
paper-compared = Редакция { $to } по сравнению с редакцией { $from }
paper-diff-legend = Зачёркнуто: исключено. Подчёркнуто дважды: новое.
diff-removed = исключено:
diff-added = новое:
paper-field-title = Заголовок:
paper-field-languages = Языки:
paper-field-reply-by = Ответ до:
paper-field-to = Получатели:
paper-field-release = Публикация не раньше:
to-the-other-side = никто не назван: другая сторона
no-date-asked = нет
offer-numbered = Текст { $number }, автор: { $by }
offer-compared = Текст { $number } в том виде, как его предложила сторона { $by }, рядом с прежним
offer-compare-with = Сравнить с
outcome-of-item = Итог, { $item }:
paper-brackets =
    { $count ->
        [one] Открытым оставлено { $count } место
        [few] Открытыми оставлены { $count } места
       *[other] Открытыми оставлено { $count } мест
    }
bracket-line = Строка { $line } текста
bracket-nobody = Никем не назван
bracket-left-out = совсем исключить
paper-reply-to = Ответ на редакцию { $number }
paper-reply-title = Ответ: { $title }

paper-acknowledge = Подтвердить прочтение
paper-acknowledge-ask = Подтвердить прочтение?
paper-acknowledge-means = { $other } увидит, что ваша сторона это прочла и когда. О вашем мнении это ничего не говорит.
paper-reply = Ответить
paper-reply-ask = Подписать и передать этот ответ?
paper-reply-means = { $other } получит его сразу, за подписью вашей стороны. Вернуть его нельзя.
paper-revise = Передать новую редакцию
paper-revise-ask = Подписать и передать новую редакцию?
paper-revise-means = { $other } получит её сразу, рядом с прежними, которые остаются у неё.
paper-withdraw = Отозвать документ
paper-withdraw-ask = Отозвать этот документ?
paper-withdraw-means = { $other } узнает об этом сразу и сохранит то, что имеет. Ответа ждать больше нельзя.
paper-title = Заголовок
paper-text = Текст
paper-text-new = Новый текст целиком
paper-text-means = Открытое ставится в скобки, с именем стороны, которая этого хочет: [так | North: иначе].
paper-others = Другие получатели, которым передаётся иначе, по одному в строке
paper-others-means = По этой линии документ получает только { $other }.
paper-reply-wanted = Ответ желателен до, если нужен (время стороны { $side })
paper-incomplete = У документа есть заголовок и текст; у даты – день и время.
paper-sign = Подписать и передать
paper-hand-over-ask = Подписать и передать этот документ?
paper-hand-over-means = { $other } получит «{ $title }» сразу, за подписью вашей стороны. Отозвать можно, сделать непрочитанным – нельзя.
