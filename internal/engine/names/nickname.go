package names

import (
	"slices"
	"strings"
)

// nicknameLikeness is how alike a name and its short form count, which as words
// are not. Somebody gives the one here and the other there as people choose a
// spelling, though more seldom.
const nicknameLikeness = 0.87

// nicknames are short forms by which people are called and now and then written
// down, by the folded word: of a short form the names that it stands for, and the
// other way round. Two names that share a short form are not joined by it.
//
// Sources: Wikipedia, "East Slavic naming customs" and "Hypocorism"; the Turkish
// and Kurdish forms in -o (İbo, Memo, Simko) are described in R. Lescot's and C.
// Bedir Khan's Grammaire kurde (1970). Those that their spelling finds anyway
// (Brahim, Fatim) are left out.
var nicknames = func() map[string][]string {
	m := make(map[string][]string)
	for line := range strings.Lines(`
sasha: oleksandr aleksandr oleksandra aleksandra
sashko shura sania: oleksandr aleksandr
lesia: oleksandra larysa
alyosha lyosha: oleksii aleksei
vova volodia: volodymyr vladimir
vlad: vladyslav vladislav
dima mitia: dmytro dmitrii
zhenia: yevhen evgenii yevheniia evgeniia
kolia: mykola nikolai
misha: mykhailo mikhail
vania: ivan
petia: petro petr piotr
pasha: pavlo pavel
seriozha serioga: serhii sergei
slava: viacheslav yaroslav stanislav
stas: stanislav
tolia tolik: anatolii
grisha: hryhorii grigorii
yura: yurii
vasia: vasyl vasilii
kostia: kostiantyn konstantin
borya: borys boris
masha marusia: mariia maria
katia: kateryna ekaterina
tania: tetiana tatiana
nastia: anastasiia
olya: olha olga
lena: olena elena
natasha: nataliia natalia
ania: anna hanna
ira: iryna irina
sveta: svitlana svetlana
liuda: liudmyla liudmila
liuba: liubov
nadia: nadiia nadezhda
dasha: daria dariia
liza: yelyzaveta elizaveta
ksiusha: kseniia oksana
sonia: sofiia
memo: mehmet muhammed
miho: muhammed mihemed
ibo: ibrahim
simko simo: ismail
silo sulo: suleyman
huso: huseyin
haso: hasan
musto: mustafa
fato fatos: fatma
hamoudi hamada: mohamed ahmed
pepe: jose
paco pancho: francisco
ze: jose
chico: francisco
`) {
		short, long, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		for s := range strings.FieldsSeq(short) {
			for l := range strings.FieldsSeq(long) {
				a, b := foldSounds(s), foldSounds(l)
				if a == b {
					continue
				}
				for _, p := range [][2]string{{a, b}, {b, a}} {
					if !slices.Contains(m[p[0]], p[1]) {
						m[p[0]] = append(m[p[0]], p[1])
					}
				}
			}
		}
	}
	return m
}()

// called calls found for each word of the vocabulary that is a short form of t,
// or for which t is short.
func (v *vocabulary) called(t *token, found func(id wordID)) {
	for _, fold := range nicknames[t.fold] {
		for _, from := range []script{latin, other} {
			if id, ok := v.ids[wordKey(&token{fold: fold, from: from})]; ok {
				found(id)
			}
		}
	}
}
