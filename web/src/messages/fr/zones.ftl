# L’heure d’un fuseau, en toutes lettres. Les fuseaux absents d’ici sont nommés d’après leur ville.
zone-by-city = heure de { $city }
zone-europe-moscow = heure de Moscou
zone-america-new-york = heure de New York
zone-europe-zurich = heure de Genève
zone-europe-paris = heure de Paris
zone-europe-london = heure de Londres
zone-europe-berlin = heure de Berlin
zone-europe-brussels = heure de Bruxelles
zone-europe-vienna = heure de Vienne
zone-asia-shanghai = heure de Pékin
zone-asia-tokyo = heure de Tokyo
zone-asia-kolkata = heure de Delhi
zone-utc = temps universel
zone-etc-utc = temps universel
