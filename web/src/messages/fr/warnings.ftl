# What stands against an act.
warning-this-one = le nouveau
warning-start-past = C’est déjà passé.
warning-order = { $first } n’est pas terminé avant le début de { $second }, comme un dossier le veut.
warning-same-time = { $one } et { $other } ont lieu au même moment.
warning-circle = Chacun devrait précéder le suivant : { $all }.
warning-person-elsewhere = { $person } participe alors à { $other }.
warning-holiday = { $side } : { $holiday }
warning-contradiction = { $fact } : le texte dit { $claimed } ; ce qui a été signé : { $signed }.
warning-still-waits = { $subject } attend encore quelqu’un.
warning-last-security-officer = C’est le dernier officier de sécurité : ensuite, personne n’accrédite ni ne révoque.
