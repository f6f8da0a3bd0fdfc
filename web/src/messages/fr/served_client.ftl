served-client = Ce client
served-means = Votre nœud envoie à ce navigateur les pages du bureau. Vous voyez ici ce qu’il a envoyé, pour le comparer à ce qu’un autre appareil a reçu.
served-open = Regarder ce client
served-looking = Tout est demandé de nouveau et calculé. Cela prend quelques secondes.
served-good = Les { $count } fichiers sont bien ce que votre nœud dit servir.
served-older = Votre nœud a des fichiers plus récents que ceux de cette page.
served-older-do = Le nœud a peut-être été mis à jour depuis l’ouverture de cette page : demandez à votre administrateur. Si oui, rechargez la page, puis comparez. Sinon, laissez-la ouverte et prévenez votre officier de sécurité.
served-bad = { $count ->
    [one] Un fichier n’est pas ce que votre nœud dit servir.
   *[other] { $count } fichiers ne sont pas ce que votre nœud en dit.
  }
served-bad-headline = Ce navigateur a reçu autre chose
served-file-same = conforme à la liste
served-file-other = autre chose est arrivé
served-file-missing = rien n’est arrivé
served-file-kept-other = ce navigateur a gardé autre chose sous ce nom
served-fingerprint = Douze mots de ce client
served-fingerprint-means = Ils valent pour chaque lettre de chaque fichier arrivé à l’instant. Deux appareils qui ont reçu la même chose ont les mêmes mots.
served-number = En un seul nombre
served-number-means = SHA-256 de la liste des fichiers. Le manuel dit comment le calculer dans un terminal.
served-copy = Copier les mots
served-copied = Les mots sont copiés
served-not-copied = Le navigateur a refusé la copie. Lisez plutôt les mots à voix haute.
served-again = Regarder de nouveau
served-compare = Comparer avec un autre appareil
served-compare-means = Ouvrez cette page sur un second appareil de votre partie, de préférence celui de l’autre officier, sur un autre réseau. Faites-en lire les mots, face à face ou sur une ligne où vous reconnaissez la voix, ou collez-les ici.
served-theirs = Mots de l’autre appareil
served-theirs-means = Les douze dans l’ordre, ou le nombre.
served-compare-do = Comparer
served-unknown-word = « { $word } » n’est pas un mot de la liste. Faites-le relire.
served-too-few = { $count ->
    [0] Aucun mot n’est encore saisi. Il y en a douze.
    [one] C’est un seul mot. Il y en a douze.
   *[other] Ce sont { $count } mots. Il y en a douze.
  }
served-too-many = C’est plus de douze mots.
served-number-length = Le nombre compte 64 chiffres ; il y en a { $digits } ici. Faites-le relire.
served-equal = Les deux appareils ont reçu la même chose
served-equal-means = Si votre nœud sert quelque chose de faux, il le sert aux deux. La vérification par le programme, plus bas, en dit davantage.
served-different = Les deux appareils ont reçu des choses différentes
served-different-places = { $count ->
    [one] Le mot { $places } diffère.
   *[other] Les mots { $places } diffèrent.
  }
served-different-first = On a peut-être mal entendu, ou le nœud a été mis à jour entre-temps. Rechargez la page sur les deux appareils et comparez encore une fois. Si c’est encore différent :
served-do-stop = Arrêtez. Ne signez et ne dites rien dans ce navigateur, et que personne d’autre de votre partie n’ouvre de session par un navigateur.
served-do-tell = Prévenez votre officier de sécurité, face à face ou par un téléphone sans rapport avec ce nœud.
served-do-keep = Laissez cette page ouverte et la machine allumée : ce qu’elle montre est une trace.
served-files = { $count ->
    [one] L’unique fichier
   *[other] Les { $count } fichiers
  }
served-file = Fichier
served-file-hash = Premiers chiffres de SHA-256
served-file-state = Ce qui est arrivé
served-limits = Ce que cette page ne peut pas montrer
served-limits-page = Une page elle-même falsifiée pourrait vous montrer de faux mots. Ne croyez donc la comparaison qu’avec un second appareil auquel vous avez des raisons de vous fier davantage.
served-limits-doctor = Dans un terminal, avec un programme venu par une autre voie que celui du nœud, cette commande demande les mêmes fichiers et les compare à ceux que le programme contient :
served-limits-published = Aucune des deux ne montre ce que votre nœud servira demain, ou à quelqu’un d’autre, ni ce que font le navigateur lui-même ou ses extensions.
fault-cause-client-list-odd = Ce que votre nœud dit servir n’est pas une liste de ce client.
fault-next-client-list-odd = Rechargez la page. Si cela persiste, ne signez rien dans ce navigateur et prévenez votre officier de sécurité.
