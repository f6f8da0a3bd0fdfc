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

# On paper: what it is, which one, and how it stands.
print = Напечатать
printed-reference = { $noun } { $id } · { $state }
