export default `Şîrove
Rêbazên me bi kurtî
Her şîrove berî ku were weşandin li gorî van rêbazan tê kontrolkirin. Em peyvekê jî naguherînin.
Nav
Şîroveya te
Bersiva te ji bo {}
Şîroveyê bişîne
Tê şandin…
Betal bike
Bersiv bide
Argumanê baş
Zêdetir
Rêzkirin
Pêşî yên kevn
Pêşî yên nû
Yên herî zêde tên nîqaşkirin
Bijarteyên edîtoran
Şîroveyên din nîşan bide
Hemûyê bixwîne
Hê şîrove tune ne. Ya te dikare ya yekem be.
Şîrovekirin ji bo vê gotarê girtî ye.
Şîrovekirin di {} de tê girtin.
Moda hêdî: her xwîner her {} şîroveyekê dikare binivîse.
Ev pirsek ji bo redaksiyonê ye
Pirs ji bo redaksiyonê
Redaksiyonê bersiv da
Bi e-nameyê şîroveyên nû yên vir ji min re ragihîne
Bijarteya edîtoran
bersiv ji bo {}
Li vir şîroveyek hebû ku êdî ne vekirî ye.
Şîroveya te hat weşandin.
Têkeve
Derkeve
Şîroveyên min
Ji bo şîroveyê ji kerema xwe têkeve. Nivîsa te li vir parastî ye.
Nehat şandin. Nivîsa te li vir parastî ye; ji kerema xwe dîsa biceribîne.
Ji kerema xwe pêşî tiştekî binivîse.
Nivîs ji {} tîpan dirêjtir e.
Ji kerema xwe navekî ku dikare were nîşandan binivîse.
Li ba me xeletiyek çêbû. Tiştê ku te nivîsandiye winda nebûye; ji kerema xwe dîsa biceribîne.
Şîrove nehatin barkirin.
Dîsa biceribîne
niha|{} deqe berê|{} saet berê|{} roj berê
{} saniye|{} deqe|{} saet|{} roj`;
