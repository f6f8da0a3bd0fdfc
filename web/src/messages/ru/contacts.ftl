nav-contacts = Контакты
nav-soundings = Зондаж
contact-propose = Предложить контакт
contact-enter = Внести то, что было вне системы
contacts-none = Контактов пока нет, и ни один не предложен.
contacts-running = Идёт сейчас
contacts-ours =
    { $count ->
        [one] Ждёт вашей стороны: { $count } контакт
        [few] Ждут вашей стороны: { $count } контакта
       *[other] Ждут вашей стороны: { $count } контактов
    }
contacts-agreed = Согласованы
contacts-theirs = Ждут другой стороны
contacts-past = Прошедшие и несостоявшиеся
contacts-reported = Известны только по сообщениям: { $count }
contacts-reported-means = Их никто не подписывал, и ничего ими не согласовано.
contact-proposed-by = Предложила сторона

when-side-day = { $day }, { $time } – { $side } ({ $zone })
when-side = { $time } – { $side } ({ $zone })
when-between = {", "}

contact-when = Дата и время
contact-no-date = Дата не назначена.
contact-awaited-ours = { $other } ждёт вашего ответа
contact-awaited-theirs = Ответ за другой стороной: { $other }
contact-awaited-both = Каждая сторона ждёт другую
contact-awaited-nobody = Ответа никто не ждёт
contact-answer-until = Предложение действует до { $time }, { $day }, по времени стороны { $side }. После этого принять его нельзя.
contact-amendment = Что изменилось бы: эти условия вместо согласованных

contact-accept = Принять
contact-confirm-outside = Подтвердить, что контакт состоялся
contact-counter = Ответить другими условиями
contact-amend = Предложить изменение
contact-decline = Отклонить
contact-withdraw = Отозвать предложение
contact-postpone = Отложить без даты
contact-cancel = Отменить контакт

contact-to-duty = К доске подготовки

contact-ask-accept = Принять эти условия?
contact-ask-confirm-outside = Подтвердить, что контакт состоялся вне системы?
contact-ask-decline = Отклонить это предложение?
contact-ask-withdraw = Отозвать ваше предложение?
contact-ask-postpone = Отложить контакт без даты?
contact-ask-cancel = Отменить контакт?

contact-sign-accept = Подписать и принять
contact-sign-confirm-outside = Подписать и подтвердить
contact-sign-decline = Отклонить
contact-sign-withdraw = Отозвать
contact-sign-postpone = Отложить
contact-sign-cancel = Отменить контакт

contact-means-accept = С вашей подписью это согласовано между двумя сторонами. { $other } не сможет ничего изменить без вас.
contact-means-amend = С вашей подписью эти условия заменят согласованные. { $other } не сможет ничего изменить без вас.
contact-means-confirm-outside = Вы заявляете, что контакт состоялся так, как внесла сторона { $other }. Тогда за это ручаются обе стороны.
contact-means-decline = { $other } узнает об этом сразу. Другие условия предложить можно, но это предложение принять уже нельзя.
contact-means-withdraw = { $other } узнает об этом сразу и принять предложение уже не сможет. Согласованное прежде остаётся в силе.
contact-means-postpone = { $other } узнает об этом сразу. Контакт остаётся без даты, пока обе стороны не согласуют новую.
contact-means-cancel = { $other } узнает об этом сразу. Контакт не состоится, и вернуть его нельзя; можно предложить другой.
contact-amendment-agenda = Что оно меняет в повестке, здесь не показано: показано только действующее.
contact-amendment-unread = Это устройство видит только новое время, но не остальные изменения. Прежде чем подписать, ознакомьтесь со всем предложением.
contact-reason = Причина, если вы её называете
contact-reason-means = Её читает только руководство обеих сторон. { $other } её хранит.

contact-done-accept = Принято. Стоят обе подписи.
contact-done-confirm-outside = Подтверждено.
contact-done-decline = Отклонено. Другая сторона извещена.
contact-done-withdraw = Предложение отозвано.
contact-done-postpone = Отложено. Новую дату предстоит согласовать.
contact-done-cancel = Контакт отменён. Другая сторона извещена.

contact-terms = Условия
contact-terms-new = Что изменилось бы
contact-terms-sealed = Прочие условия для этого устройства закрыты.
term-medium = Вид связи
term-public-part = Открытая часть
term-duration = Длительность
term-proposed-by = Предложила сторона
term-initiative = Инициатива
term-languages = Языки
term-format = Переводчики
term-voice-depth = Голос на плохой связи
medium-means-phone-call = Телефонный разговор: только голос, изображение передать нельзя
medium-means-videoconference = Видеоконференция: голос и изображение
public-part-none = Без открытой части: кроме участников, никто ничего не слышит и не видит.
public-part-opening = Открытое начало: пресса видит и слышит начало, дальше для неё закрыто.
initiative-unstated = Ничья: не названа
initiative-proposer = Предлагающей стороны
initiative-recipient = Стороны, которой предлагают
initiative-mutual = Обеих сторон
initiative-of-side = – инициатива за этой стороной
languages-unsaid = Не названы
format-no-interpreters = Без переводчиков
format-consecutive = Последовательный перевод
voice-depth =
    { $depth ->
        [2] Каждый фрагмент голоса повторяется дважды: как обычно
       *[other] Повторов каждого фрагмента голоса: { $depth }, для плохой связи
    }

agenda = Повестка
agenda-empty = Пунктов нет.
agenda-sealed = Повестка для этого устройства закрыта. Её читают руководство и его помощники.
item-open = Открыт
item-closed = Закрыт
item-carried = Перенесён из прежнего контакта
participants = Участники

contact-call = Сам разговор
contact-attested-both = Узлы обеих сторон говорят о нём одно и то же.
contact-attested-one = Пока это подтверждает только один узел.
contact-attested = { $side }: с { $from } до { $to }
end-reason-hung-up = Закончился: положили трубку.
end-reason-aborted = Был прерван.
end-reason-line-lost = Связь пропала.
end-reason-not-staffed = Дежурного не было.

thread = Что было сказано, по порядку
thread-clocks = По часам обоих узлов, которые могут расходиться на секунды. Решает порядок в журналах.
reports-sealed =
    { $count ->
        [one] { $count } сообщение об этом для этого устройства закрыто.
        [few] { $count } сообщения об этом для этого устройства закрыты.
       *[other] { $count } сообщений об этом для этого устройства закрыто.
    }

act-propose = предлагает
act-counter = предлагает другие условия
act-accept = принимает
act-decline = отклоняет
act-withdraw = отзывает своё предложение
act-cancel = отменяет контакт
act-postpone = откладывает контакт без даты
act-held-outside = вносит его как состоявшийся вне системы
act-confirm-outside = подтверждает, что он состоялся вне системы
act-grant = передаёт ключ
act-confirm-stage = подтверждает готовность дежурного
act-abort = прерывает
act-announce-release = публикует текст
act-call-now = просит о немедленном разговоре
act-take-call = принимает вызов
act-call-started = отмечает начало разговора
act-call-ended = отмечает конец разговора
act-unknown = делает то, чего эта страница не знает
act-attested = Слово узла, никем не подписанное

state-sent = Отправлено. В журнале стороны { $side } этого ещё не видно.
state-held = Получено стороной { $side }: это видно по её журналу.
state-accepted = Было принято; затем его заменили новые условия.
state-agreed = Согласовано: стоят обе подписи.
state-declined = Отклонено.
state-withdrawn = Отозвано.
state-superseded = Заменено новыми условиями.
state-expired = Срок истёк без ответа.
state-without-effect = Без последствий

reported = По сообщению, не подписано
reported-date = Названа дата: { $day }, { $time } ({ $zone })
reported-told-by = Сообщает
reported-heard = {", "}получено { $day }, { $time }
reported-act-proposal = – сообщают, что предлагает
reported-act-acceptance = – сообщают, что принимает
reported-act-decline = – сообщают, что отклоняет
reported-act-postponement = – сообщают, что откладывает
reported-act-cancellation = – сообщают, что отменяет
reported-act-paper = – сообщают о переданном документе
reported-act-round-date = – сообщают о названной дате раунда
reported-act-head-of-delegation = – сообщают о названном главе делегации
reported-act-other = – сообщают о другом действии
read-back-carried = Открытые пункты прежнего контакта: { $from }
read-back-person = { $name }, { $role }, { $side }
read-back-answer-by = Ответ ожидается до
