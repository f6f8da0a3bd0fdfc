fault-cause-clock = Часы этого устройства и часы узла расходятся больше чем на пять минут.
fault-next-clock = Поставьте часы устройства и загрузите страницу снова.
fault-cause-no-key = У этого браузера нет ключа.
fault-next-no-key = Загрузите страницу снова и создайте ключ.
fault-cause-no-demonstration = Этот узел не даёт демонстрационных ключей.
fault-next-no-demonstration = Создайте в этом браузере собственный ключ.
fault-cause-core-stopped = Часть страницы, которая хранит ключи, остановилась.
fault-next-core-stopped = Загрузите страницу снова.
