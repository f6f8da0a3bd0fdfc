# Сайт пресс-службы, который узел пишет без скриптов. Слова, общие с рабочими столами, стоят в их файлах:
# kind-…, fact-…, value-…, promise-… (press.ftl) и часовые пояса (zones.ftl).
site-press = { $side }: пресс-служба
site-page-of = { $page } · { $side }: пресс-служба
site-skip = Перейти к тексту
site-parts = Разделы сайта
site-languages = Языки
site-releases = Сообщения для печати
site-archive = Архив
site-known = Что известно из открытых сообщений
site-verify = Как проверить подлинность
site-contact = Контакты для прессы
site-feed = Лента (Atom)
site-key = Ключ пресс-службы

# Момент так, как его показывают часы.
site-date =
    { $month ->
        [1] { $day } января { $year } г.
        [2] { $day } февраля { $year } г.
        [3] { $day } марта { $year } г.
        [4] { $day } апреля { $year } г.
        [5] { $day } мая { $year } г.
        [6] { $day } июня { $year } г.
        [7] { $day } июля { $year } г.
        [8] { $day } августа { $year } г.
        [9] { $day } сентября { $year } г.
        [10] { $day } октября { $year } г.
        [11] { $day } ноября { $year } г.
       *[12] { $day } декабря { $year } г.
    }
site-moment = { $date }, { $hour }:{ $minute } ({ $zone })
site-month =
    { $month ->
        [1] Январь { $year } г.
        [2] Февраль { $year } г.
        [3] Март { $year } г.
        [4] Апрель { $year } г.
        [5] Май { $year } г.
        [6] Июнь { $year } г.
        [7] Июль { $year } г.
        [8] Август { $year } г.
        [9] Сентябрь { $year } г.
        [10] Октябрь { $year } г.
        [11] Ноябрь { $year } г.
       *[12] Декабрь { $year } г.
    }

site-empty = Сообщений пока не публиковалось.
site-older-in-archive = Более ранние сообщения находятся в архиве.
site-pair = { $what }: { $said }
site-released = Опубликовано
site-on = Тема
site-topic-round = раунд переговоров
site-topic-paper = документ
site-topic-track = переговорный трек
site-topic-internal-matter = внутренний вопрос
site-corrected = Исправлено
site-withdrawn = Отозвано
site-is-about = Относится к более раннему сообщению:
site-promised = Обещано сообщение до следующего срока: { $when }.
site-promised-from = Обещано сообщение ({ $office }) до следующего срока: { $when }.
site-promised-in = Текст, в котором это обещано
site-question = Вопрос:
site-picture = Фото: { $source }
site-picture-hash = Контрольная сумма изображения, SHA-256:
site-text = Текст
site-signature = Подпись
site-signature-means = Текст подписан ключом пресс-службы ({ $side }). Подпись в формате minisign:
site-signed-text = Подписанный текст
site-signature-file = Файл подписи
site-verify-files = Сохраните подписанный текст и файл подписи, получите ключ непосредственно от пресс-службы ({ $side }) и выполните команду:
site-verify-more = Подробный порядок проверки

site-verify-why = Каждый текст на этом сайте подписан. Имея ключ пресс-службы, его можно проверить без этого сайта, без учётной записи и без доступа к сети.
site-verify-step-key = Один раз получите ключ пресс-службы ({ $side }) способом, которому вы доверяете: лично или из документа, переданного пресс-службой. Ключ, приведённый ниже, помещён только для удобства: кто подделал бы этот сайт, подделал бы и его.
site-verify-step-files = На странице сообщения сохраните в одну папку подписанный текст и файл подписи.
site-verify-step-run = Выполните одну из двух команд. Первая — распространённая программа, вторая — собственная программа Détente.
site-verify-step-means = Если изменена хотя бы одна буква, обе команды сообщат об этом.
site-verify-news = О новых текстах, исправлениях и отзывах сообщает лента.

site-contact-for = Для запросов редакций.
site-contact-none = Пресс-служба не указала адреса для запросов.
site-contact-office = Пресс-служба
site-contact-address = Адрес
site-contact-mail = Электронная почта
site-contact-telephone = Телефон

site-archive-empty = За этот период ничего не опубликовано.
site-archive-older = Более ранние сообщения
site-archive-newest = Последние за этот период
site-archive-all = Весь архив

site-known-from = Только по опубликованным текстам.
site-known-empty = Заявлений пока не было.
site-known-elsewhere = Упоминается в других сообщениях
site-known-newest = Из текстов стороны { $side } здесь последние { $count }; более ранние — в архиве.
site-known-subject = Предмет { $id }
site-known-fact = Факт
site-known-head = Глава делегации ({ $side })
site-stand-silent = не упоминается
site-stand-claimed = утверждается
site-stand-confirmed = подтверждается
site-stand-disputed = оспаривается
site-stand-claimed-means = другая сторона об этом не говорит
site-stand-confirmed-means = другая сторона говорит то же самое
site-stand-disputed-means = другая сторона говорит иное
site-value-none = Нет
site-value-possible = Возможна

site-missing = Страница не найдена
site-missing-means = По этому адресу ничего нет, либо срок эмбарго не истёк.
site-refused = Страницу нельзя показать
site-refused-means = Сайт не может ответить на этот запрос. Повторите попытку позже или начните со списка сообщений.

# В программах чтения лент, перед текстом.
site-feed-corrected = [Этот текст исправлен, { $when }: { $title }]
site-feed-withdrawn = [Этот текст отозван, { $when }: { $title }]
