page-title = { $page } · Détente
again = Повторить
close = Закрыть
go-back = Назад
loading = Загрузка…
colon = {": "}
announcements = Объявления
skip-to-content = Перейти к содержанию

error-headline = Действие не выполнено
error-next = Что делать: { $next }
error-code = Код

clocks = Время в обеих столицах
clock-day = { $day }, { $offset }
day-same = тот же день
day-after = следующий день
day-before = предыдущий день
days-after =
    { $days ->
        [one] на { $days } день позже
        [few] на { $days } дня позже
       *[other] на { $days } дней позже
    }
days-before =
    { $days ->
        [one] на { $days } день раньше
        [few] на { $days } дня раньше
       *[other] на { $days } дней раньше
    }
time-in = —
times-between = {"; "}
time-by-browser = по часам этого браузера
clock-browser = Этот браузер
time-day-utc = { $day } ({ $offset })
time-day = { $day } ({ $zone }, { $offset })
time-day-stands = { $day }, { $stands } ({ $zone }, { $offset })
time-words = { $time }, { $day }, { $side }

day-bar-held = намечено с { $from } до { $to }, { $day }
day-bar-held-over = намечено с { $from } ({ $day }) до { $to } ({ $until_day })
day-bar-rest = часы отдыха с { $from } до { $to }
day-bar-in-rest = в часы отдыха, с { $from } до { $to }
day-bar-rest-usual = обычные часы отдыха с { $from } до { $to }
day-bar-in-rest-usual = в обычные часы отдыха, с { $from } до { $to }
day-bar-holiday = { $name }, { $day }

keys-title = Клавиши этой страницы
keys-show = Показать список клавиш
keys-letters = Отдельные буквы служат командами
keys-everywhere = Везде: Tab — вперёд, Shift и Tab — назад, Enter — нажать, Esc — закрыть.
key-space = Пробел
key-go-to = Перейти: { $place }
hard-rest = { $side }: там будет { $time }, это часы отдыха.
hard-rest-usual = { $side }: там будет { $time }, это обычные часы отдыха, с { $from } до { $to }.
hard-rest-into = { $side }: контакт захватит часы отдыха, которые начинаются там в { $time }.
hard-rest-into-usual = { $side }: контакт захватит обычные часы отдыха, которые начинаются там в { $time }.
hard-holiday = { $side }: { $day } – праздник ({ $name }).
hard-clocks = { $side }: до этого времени там переводят часы ({ $day }, с { $from } на { $to }). Время для { $side } указано уже по переведённым часам.
hard-clocks-during = { $side }: во время контакта там переводят часы ({ $day }, с { $from } на { $to }).
hard-hours-unknown = Часы отдыха и праздники сейчас узнать нельзя.

# On paper: what it is, which one, and how it stands.
print = Напечатать
printed-reference = { $noun } { $id } · { $state }
