# The time of a zone, in words. Zones that aren’t here are named by their city.
zone-by-city = { $city } time
zone-europe-moscow = Moscow time
zone-america-new-york = New York time
zone-europe-zurich = Geneva time
zone-europe-paris = Paris time
zone-europe-london = London time
zone-europe-berlin = Berlin time
zone-europe-brussels = Brussels time
zone-europe-vienna = Vienna time
zone-asia-shanghai = Beijing time
zone-asia-tokyo = Tokyo time
zone-asia-kolkata = Delhi time
zone-utc = universal time
zone-etc-utc = universal time
