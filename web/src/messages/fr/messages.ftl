# Messages entre les parties.
precedence = Priorité
precedence-routine = ROUTINE
precedence-priority = PRIORITAIRE
precedence-immediate = IMMÉDIAT
precedence-flash = FLASH
message-sealed = Scellé pour les dirigeants. Vous en accusez réception sans le lire.
message-state-sent = Envoyé
message-state-delivered = Arrivé
message-state-presented = Sous les yeux de quelqu’un
message-state-acknowledged = Réception accusée
message-state-unanswered = Sans accusé de réception à temps
message-line-fault = Panne de ligne : on ignore s’il est arrivé
message-acknowledge = Accuser réception
