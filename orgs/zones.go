package orgs

import "slices"

// offeredZones are those offered on the first page: Russia's, Moscow first and then
// from west to east, then those of the neighbours.
// Source: IANA time zone database 2026a, zone1970.tab.
var offeredZones = []zoneGroup{
	{"orgs.zones.russia", []string{
		"Europe/Moscow", "Europe/Kaliningrad", "Europe/Kirov", "Europe/Simferopol", "Europe/Volgograd", "Europe/Astrakhan",
		"Europe/Samara", "Europe/Saratov", "Europe/Ulyanovsk", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Barnaul", "Asia/Novokuznetsk",
		"Asia/Novosibirsk", "Asia/Tomsk", "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Chita", "Asia/Yakutsk", "Asia/Vladivostok",
		"Asia/Magadan", "Asia/Sakhalin", "Asia/Kamchatka", "Asia/Anadyr",
	}},
	{"orgs.zones.others", []string{
		"Europe/Minsk", "Europe/Chisinau", "Asia/Yerevan", "Asia/Baku", "Asia/Tbilisi", "Asia/Almaty", "Asia/Tashkent",
		"Asia/Dushanbe", "Asia/Ashgabat", "Asia/Bishkek", "Asia/Ulaanbaatar",
	}},
}

// isOffered tells a zone of the list, which has a name in every language.
func isOffered(zone string) bool {
	return slices.ContainsFunc(offeredZones, func(g zoneGroup) bool { return slices.Contains(g.names, zone) })
}

type zoneGroup struct {
	key   string // of its heading
	names []string
}
