# Послания между сторонами.
precedence = Срочность
precedence-routine = ОБЫЧНОЕ
precedence-priority = СРОЧНОЕ
precedence-immediate = НЕМЕДЛЕННОЕ
precedence-flash = FLASH
message-sealed = Запечатано для руководства. Вы подтверждаете получение, не читая.
message-state-sent = Отправлено
message-state-delivered = Доставлено
message-state-presented = Показано человеку
message-state-acknowledged = Получение подтверждено
message-state-unanswered = Вовремя не подтверждено
message-line-fault = Неисправность линии: дошло ли, неизвестно
message-acknowledge = Подтвердить получение
