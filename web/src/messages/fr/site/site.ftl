# Le site de presse, que le nœud écrit sans script. Les mots communs avec les bureaux sont dans leurs fichiers :
# kind-…, fact-…, value-…, promise-… (press.ftl) et les fuseaux (zones.ftl).
site-press = { $side } : service de presse
site-page-of = { $page } · { $side } : service de presse
site-skip = Aller au texte
site-parts = Rubriques du site
site-languages = Langues
site-releases = Communiqués
site-archive = Archives
site-known = Ce qui est publiquement connu
site-verify = Vérifier un texte
site-contact = Contact presse
site-feed = Fil d’actualité (Atom)
site-key = Clé de presse

# Un instant, comme une horloge le montre.
site-date =
    { $month ->
        [1] { $day ->
            [1] 1er janvier { $year }
           *[other] { $day } janvier { $year }
        }
        [2] { $day ->
            [1] 1er février { $year }
           *[other] { $day } février { $year }
        }
        [3] { $day ->
            [1] 1er mars { $year }
           *[other] { $day } mars { $year }
        }
        [4] { $day ->
            [1] 1er avril { $year }
           *[other] { $day } avril { $year }
        }
        [5] { $day ->
            [1] 1er mai { $year }
           *[other] { $day } mai { $year }
        }
        [6] { $day ->
            [1] 1er juin { $year }
           *[other] { $day } juin { $year }
        }
        [7] { $day ->
            [1] 1er juillet { $year }
           *[other] { $day } juillet { $year }
        }
        [8] { $day ->
            [1] 1er août { $year }
           *[other] { $day } août { $year }
        }
        [9] { $day ->
            [1] 1er septembre { $year }
           *[other] { $day } septembre { $year }
        }
        [10] { $day ->
            [1] 1er octobre { $year }
           *[other] { $day } octobre { $year }
        }
        [11] { $day ->
            [1] 1er novembre { $year }
           *[other] { $day } novembre { $year }
        }
       *[12] { $day ->
            [1] 1er décembre { $year }
           *[other] { $day } décembre { $year }
        }
    }
site-moment = { $date } à { $hour } h { $minute } ({ $zone })
site-month =
    { $month ->
        [1] Janvier { $year }
        [2] Février { $year }
        [3] Mars { $year }
        [4] Avril { $year }
        [5] Mai { $year }
        [6] Juin { $year }
        [7] Juillet { $year }
        [8] Août { $year }
        [9] Septembre { $year }
        [10] Octobre { $year }
        [11] Novembre { $year }
       *[12] Décembre { $year }
    }

site-empty = Rien n’a encore été publié.
site-older-in-archive = Les communiqués plus anciens sont dans les archives.
site-pair = { $what } : { $said }
site-released = Publié le
site-on = Objet
site-topic-round = un cycle de négociations
site-topic-paper = un document
site-topic-track = un processus de négociation
site-topic-internal-matter = une question interne
site-corrected = Rectifié
site-withdrawn = Retiré
site-is-about = Ce texte porte sur un communiqué antérieur :
site-promised = Un communiqué est promis avant le { $when }.
site-promised-from = Un communiqué est promis avant le { $when } ({ $office }).
site-promised-in = Texte qui l’annonce
site-question = Question :
site-picture = Photographie : { $source }
site-picture-hash = Empreinte SHA-256 de l’image :
site-text = Texte
site-signature = Signature
site-signature-means = Ce texte est signé avec la clé de presse ({ $side }). Voici la signature, au format de minisign :
site-signed-text = Texte signé
site-signature-file = Fichier de signature
site-verify-files = Enregistrez le texte signé et le fichier de signature, obtenez la clé de presse directement auprès du service de presse ({ $side }), puis exécutez :
site-verify-more = Marche à suivre

site-verify-why = Chaque texte de ce site est signé. Qui détient la clé de presse le vérifie sans ce site, sans compte et sans réseau.
site-verify-step-key = Obtenez une fois pour toutes la clé de presse ({ $side }) par une voie à laquelle vous vous fiez : en personne, ou sur un document remis par le service de presse. Celle qui figure ci-dessous n’est là que par commodité : qui falsifierait ce site la falsifierait aussi.
site-verify-step-files = Sur la page d’un communiqué, enregistrez dans un même dossier le texte signé et le fichier de signature.
site-verify-step-run = Exécutez l’une de ces deux commandes. La première est un outil courant, la seconde celui de Détente.
site-verify-step-means = Si une seule lettre a été modifiée, l’une et l’autre le signalent.
site-verify-news = Le fil d’actualité annonce les nouveaux textes, les rectifications et les retraits.

site-contact-for = Pour les demandes des rédactions.
site-contact-none = Ce service de presse n’a indiqué aucune adresse pour les demandes.
site-contact-office = Service de presse
site-contact-address = Adresse
site-contact-mail = Courriel
site-contact-telephone = Téléphone

site-archive-empty = Rien n’a été publié durant cette période.
site-archive-older = Communiqués plus anciens
site-archive-newest = Les plus récents de cette période
site-archive-all = Toutes les archives

site-known-from = D’après les seuls textes publiés.
site-known-empty = Rien n’a encore été dit.
site-known-elsewhere = Mentionné dans d’autres communiqués
site-known-newest = Des textes publiés par { $side }, les { $count } plus récents figurent ici ; les autres sont dans les archives.
site-known-subject = Sujet { $id }
site-known-fact = Fait
site-known-head = Chef de la délégation ({ $side })
site-stand-silent = n’en dit rien
site-stand-claimed = affirmé
site-stand-confirmed = confirmé
site-stand-disputed = contesté
site-stand-claimed-means = l’autre partie n’en dit rien
site-stand-confirmed-means = l’autre partie dit la même chose
site-stand-disputed-means = l’autre partie dit autre chose
site-value-none = Aucune
site-value-possible = Possible

site-missing = Page introuvable
site-missing-means = Il n’y a rien à cette adresse, ou l’embargo n’est pas levé.
site-refused = Cette page ne peut être affichée
site-refused-means = Le site ne peut répondre à cette demande. Réessayez plus tard, ou partez de la liste des communiqués.

# Dans les lecteurs de fils, avant le texte.
site-feed-corrected = [Ce texte a été rectifié le { $when } : { $title }]
site-feed-withdrawn = [Ce texte a été retiré le { $when } : { $title }]
