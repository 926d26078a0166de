export default `Şîroveya te li benda nirxandinê ye. Hê nehatiye weşandin; tu dê biryarê li vir bibînî.
Nîvê biryaran ji {} kêmtir, hema hema hemû ji {} kêmtir dikişînin.
Demên nirxandinê: {}.
Şîroveya te nehat weşandin.
Ev biryar bi awayekî otomatîk hat dayîn.
Ev biryar ji aliyê moderatorekî ve hat dayîn.
Peyvên têkildar di nivîsa te de hatine nîşankirin.
Li gorî te ev şaş e? Tu dikarî bixwazî ku moderatorek dîsa lê binêre.
Çima divê were weşandin?
Îtiraz bike
Îtiraza te li ba moderatorekî ye.
Moderatorekî li îtîraza te nêrî; biryar wek xwe ma.
Çima divê tu bikarî dîsa şîroveyan binivîsî?
Ragihîne
Ev şîrove kîjan rêbazê binpê dike?
Tiştekî din heye ku tu bibêjî? (bi dilê te ye)
Spas. Moderatorek dê lê binêre.
Spas. Moderatorekî berê li vê nihêriye û hiştiye.
Vekişîne
Bi temamî vekişîne?
Şîroveya te hat vekişandin.
Jê bibe
Nivîs bi temamî were jêbirin?
Şîroveya te hat jêbirin.
Meqbûzê hilîne
Girêdana meqbûzê
Hat kopîkirin. Ev şîrove li her derê pê vedibe; ji xwe re veşêre.
Nivîsê kontrol bike
Geroka te kontrol kir: ev bayt bi bayt ew nivîs e ku di {} de hatiye şandin.
Ew bi meqbûza te re li hev tê.
Ev ne ew nivîs e ku hatiye şandin, an jî delîla wê xera bûye. Ji kerema xwe ji redaksiyonê re bêje.
Niha nayê kontrolkirin. Ji bo kontrolê rûpeleke https û tor divê.
Berî şandinê: dibe ku ev rêbazekê binpê bike.
Biryar ya te ye. Hê tiştek nehatiye şandin.
Biguherîne
Dîsa jî bişîne
Bisekine: gelek şîrove bi hev re tên, loma geroka te berî şandinê hesabekî kurt dike.
Niha tu dikarî dîsa şîrove bikî.
Ev di demeke kurt de pir bû. Ji kerema xwe hinekî bisekine û dîsa biceribîne.
Ev şîrove êdî tune ye.
Ji kerema xwe dîsa têkeve. Nivîsa te li vir parastî ye.
Şîroveyên nû: {}
Navnîşana e-nameyê
Em girêdanekê ji te re dişînin ku pê têdikevî. Şîfre tune ye.
Bi {} têkeve
Girêdanê bişîne
Nameyek ji bo {} di rê de ye. Girêdana wê carekê dixebite.
Ev girêdan berê hatiye bikaranîn an kevn bûye. Yeke nû bixwaze.
Ji kerema xwe navnîşana e-nameyê kontrol bike.
Tu wek {} têketî yî.
Tu derketî.
Bigire
Hê tiştek tune ye.
Hatiye weşandin
Li bendê ye
Nehatiye weşandin
Hatiye vekişandin
Name ji bo {}:
dema kesek bersiva min bide
dema kesek navê min bîne
dema li ser tiştekî min biryar were dayîn
Hat tomarkirin.
Her tiştê li ser min daxe
Her tiştê li ser min jê bibe
Hemû nivîs, nav û navnîşana min bi temamî werin jêbirin?
Her tiştê li ser te hat jêbirin.`;
