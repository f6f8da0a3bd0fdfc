# What stands against an act.
warning-this-one = новое
warning-start-past = Это уже в прошлом.
warning-order = { $first } не закончится до начала { $second }, как того требует досье.
warning-same-time = { $one } и { $other } приходятся на одно время.
warning-circle = Каждое должно предшествовать следующему: { $all }.
warning-person-elsewhere = { $person } участвует тогда в { $other }.
warning-holiday = { $side }: { $holiday }
warning-contradiction = { $fact }: в тексте { $claimed }; подписано { $signed }.
warning-still-waits = { $subject } ещё ждёт кого-то.
warning-last-security-officer = Это последний офицер безопасности: после этого никто не аккредитует и не отзывает.
