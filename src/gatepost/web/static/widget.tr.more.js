export default `Yorumunuz incelenmeyi bekliyor. Henüz yayımlanmadı; kararı burada göreceksiniz.
Kararların yarısı {}, neredeyse tamamı {} içinde verilir.
İnceleme saatleri: {}.
Yorumunuz yayımlanmadı.
Bu karar otomatik olarak verildi.
Bu kararı bir moderatör verdi.
İlgili sözcükler metninizde işaretlendi.
Bunun bir hata olduğunu mu düşünüyorsunuz? Bir moderatörün yeniden bakmasını isteyebilirsiniz.
Yorumunuz neden yayımlanmalı?
İtiraz et
İtirazınız bir moderatörde.
Bir moderatör itirazınızı inceledi; karar değişmedi.
Neden yeniden yorum yazabilmelisiniz?
Bildir
Bu yorum hangi kurala aykırı?
Eklemek istediğiniz bir şey var mı? (isteğe bağlı)
Teşekkürler. Bir moderatör inceleyecek.
Teşekkürler. Bir moderatör buna daha önce baktı ve yayında bıraktı.
Geri çek
Tamamen geri çekilsin mi?
Yorumunuz geri çekildi.
Sil
Metin kalıcı olarak silinsin mi?
Yorumunuz silindi.
Alındıyı kaydet
Alındı bağlantısı
Kopyalandı. Bu yorumu her yerde açar; kimseyle paylaşmayın.
Metni doğrula
Tarayıcınız doğruladı: bu, {} tarihinde gönderilen metnin bayt bayt aynısıdır.
Alındınızla uyuşuyor.
Bu, gönderilen metin değil ya da kanıtı bozulmuş. Lütfen yazı işlerine bildirin.
Şu anda doğrulanamıyor. Bunun için https'li bir sayfa ve ağ gerekir.
Göndermeden önce: bu, bir kurala aykırı olabilir.
Karar sizin. Henüz hiçbir şey gönderilmedi.
Değiştir
Yine de gönder
Bir dakika: aynı anda çok yorum geliyor; tarayıcınız göndermeden önce kısa bir hesap yapıyor.
Artık yeniden yorum yazabilirsiniz.
Kısa sürede bu çok fazla. Lütfen biraz bekleyip yeniden deneyin.
Bu yorum artık yok.
Lütfen yeniden giriş yapın. Metniniz burada saklı.
Yeni yorumlar: {}
E-posta adresi
Size giriş yapmanızı sağlayan bir bağlantı göndeririz. Parola yok.
{} ile giriş yap
Bağlantıyı gönder
{} adresine bir e-posta yolda. Bağlantısı bir kez çalışır.
Bu bağlantı daha önce kullanılmış ya da süresi dolmuş. Yenisini isteyin.
Lütfen e-posta adresini kontrol edin.
{} olarak giriş yaptınız.
Çıkış yaptınız.
Kapat
Henüz bir şey yok.
Yayımlandı
Bekliyor
Yayımlanmadı
Geri çekildi
{} adresine e-postalar:
biri bana yanıt verdiğinde
biri benden söz ettiğinde
yazdığım bir şey hakkında karar verildiğinde
Kaydedildi.
Hakkımdaki her şeyi indir
Hakkımdaki her şeyi sil
Tüm metinlerim, adım ve adresim kalıcı olarak silinsin mi?
Hakkınızdaki her şey silindi.`;
