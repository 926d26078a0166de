export default `Yorumlar
Kısaca yorum kurallarımız
Her yorum yayımlanmadan önce bu kurallara göre incelenir. Tek bir sözcüğü değiştirilmez.
Ad
Yorumunuz
{} adlı okura yanıtınız
Yorumu gönder
Gönderiliyor…
Vazgeç
Yanıtla
İyi gerekçe
Daha fazla
Sıralama
Önce en eski
Önce en yeni
En çok tartışılan
Editörlerin seçtikleri
Daha fazla yorum göster
Tamamını oku
Henüz yorum yok. İlk yorumu siz yazabilirsiniz.
Bu haber yoruma kapalı.
Yorumlar {} tarihinde kapanıyor.
Yavaş mod: her okur {} arayla bir yorum yazabilir.
Bu, yazı işlerine bir soru
Yazı işlerine soru
Yazı işleri yanıtladı
Buradaki yeni yorumları bana e-postayla bildir
Editörlerin seçimi
{} adlı okura yanıt
Burada artık yayında olmayan bir yorum vardı.
Yorumunuz yayımlandı.
Giriş yap
Çıkış yap
Yorumlarım
Yorum yazmak için lütfen giriş yapın. Metniniz burada saklı.
Gönderilemedi. Metniniz burada saklı; lütfen yeniden deneyin.
Lütfen önce bir şey yazın.
Metin {} karakterden uzun.
Lütfen gösterilebilecek bir ad yazın.
Bizde bir hata oluştu. Yazdıklarınız kaybolmadı; lütfen yeniden deneyin.
Yorumlar yüklenemedi.
Yeniden dene

`;
