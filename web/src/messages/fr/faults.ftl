fault-cause-clock = L’horloge de cet appareil et celle du nœud diffèrent de plus de cinq minutes.
fault-next-clock = Réglez l’horloge de cet appareil, puis rechargez la page.
fault-cause-no-key = Ce navigateur n’a pas de clé.
fault-next-no-key = Rechargez la page et créez-en une.
fault-cause-no-demonstration = Ce nœud ne donne pas de clé de démonstration.
fault-next-no-demonstration = Créez votre propre clé dans ce navigateur.
fault-cause-core-stopped = La partie de cette page qui détient les clés s’est arrêtée.
fault-next-core-stopped = Rechargez la page.
