page-title = { $page } · Détente
again = Try again
nav-home = Home

error-headline = This did not work
error-next = What to do: { $next }
error-code = Code
