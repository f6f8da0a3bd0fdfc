page-title = { $page } · Détente
again = Повторить
nav-home = Главная

error-headline = Действие не выполнено
error-next = Что делать: { $next }
error-code = Код
