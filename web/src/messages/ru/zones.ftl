# Время часового пояса словами. Пояса, которых здесь нет, называются по городу.
zone-by-city = время: { $city }
zone-europe-moscow = московское время
zone-america-new-york = нью-йоркское время
zone-europe-zurich = женевское время
zone-europe-paris = парижское время
zone-europe-london = лондонское время
zone-europe-berlin = берлинское время
zone-europe-brussels = брюссельское время
zone-europe-vienna = венское время
zone-asia-shanghai = пекинское время
zone-asia-tokyo = токийское время
zone-asia-kolkata = время Дели
zone-utc = всемирное время
zone-etc-utc = всемирное время
