package names

import "strings"

// exonyms are names of one place in the languages and times in which people
// from there, and those who write it down, have said it; the first is the one
// that all stand under. Source: alternate names of the GeoNames gazetteer
// (geonames.org, CC BY 4.0), of towns that refugees often come from or through.
var exonyms = func() map[string]string {
	m := make(map[string]string)
	for _, line := range strings.Split(strings.TrimSpace(`
aleppo halab haleb alep
damascus dimashq damas sham
homs hims
deraa daraa dara
latakia ladhiqiyah lattakia
raqqa raqqah rakka
mosul mawsil ninawa
basra basrah bassora
erbil arbil hewler irbil
sulaymaniyah slemani sulaimani
kirkuk karkuk
cairo qahirah
alexandria iskandariyah
jerusalem quds
sanaa sana
kabul kabol caboul
kandahar qandahar
jalalabad djalalabad
mazarisharif mazaresharif mazar
asmara asmera
mendefera adiugri
massawa mitsiwa batsi
adikeyh adikeih
addisababa addisabeba finfinne
mekelle mekele
mogadishu muqdisho mogadiscio xamar
hargeisa hargeysa
kyiv kiev kiew
kharkiv kharkov charkow
lviv lvov lemberg lwow
odesa odessa
dnipro dnepr dnipropetrovsk dnepropetrovsk
mykolaiv nikolaev mykolayiv
zaporizhzhia zaporozhye zaporizhia
chernihiv chernigov
luhansk lugansk voroshilovgrad
kryvyirih krivoyrog
bakhmut artemivsk artemovsk
chernivtsi czernowitz chernovtsy
istanbul constantinople stamboul
diyarbakir amed
pristina prishtina prishtine
yerevan erevan
tbilisi tiflis
`), "\n") {
		names := strings.Fields(line)
		for _, name := range names[1:] {
			m[name] = names[0]
		}
	}
	return m
}()

var placeJoints = strings.NewReplacer("-", "", " ", "", "'", "", "’", "")

// exonym returns the one of a place's names that all of them stand under, as
// one word.
func exonym(place string) string {
	key := strings.ToLower(strings.TrimSpace(place))
	for _, article := range []string{"al-", "ar-", "as-", "ad-", "al ", "el "} {
		key = strings.TrimPrefix(key, article)
	}
	key = placeJoints.Replace(key)
	if one, ok := exonyms[key]; ok {
		return one
	}
	return key
}
