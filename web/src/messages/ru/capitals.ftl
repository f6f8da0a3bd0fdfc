# Часы отдыха и праздники обеих столиц.
nav-capitals = Столицы
capitals-mean = То, что хранится здесь, отмечается на каждой шкале дней вашей стороны и называется словами. Это сведения, они ничего не запрещают; другая сторона о них не узнаёт.
capitals-other = Столица другой стороны
capitals-of-zone = { $side }, { $zone }
capitals-rest = Часы отдыха
capitals-rest-none = Не заданы: шкалы показывают обычные, с 22:00 до 07:00.
capitals-rest-stand = По часам этой столицы; через полночь, если заканчиваются раньше, чем начинаются.
capitals-rest-from = С
capitals-rest-until = До
capitals-rest-keep = Сохранить часы
capitals-rest-forget = Забыть часы
capitals-time = Укажите время суток.
capitals-same = Конец совпадает с началом; выберите другое время.
capitals-rest-kept = Часы отдыха сохранены.
capitals-rest-forgotten = Часы отдыха забыты.
capitals-holidays = Праздники
capitals-holidays-none = Не заданы. Такой файл есть у посольства, министерства или календарной службы: iCalendar, с целыми днями.
capitals-holidays-stand = { $count ->
    [one] Хранится { $count } праздник; ежегодный считается один раз.
    [few] Хранится { $count } праздника; ежегодный считается один раз.
   *[other] Хранится { $count } праздников; ежегодный считается один раз.
}
capitals-holidays-file = Выбрать файл календаря…
capitals-holidays-forget = Забыть праздники
capitals-holidays-kept = Праздники сохранены.
capitals-holidays-forgotten = Праздники забыты.
