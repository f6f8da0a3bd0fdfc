page-title = { $page } · Détente
again = Réessayer
nav-home = Accueil

error-headline = L’opération n’a pas abouti
error-next = Marche à suivre : { $next }
error-code = Code
