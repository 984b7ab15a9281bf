"""The many ways in which a language is named by a code ("en-GB", "EN", "eng"), brought to one: ISO 639-1."""

import re

_CODE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]{1,60})?\s*", re.ASCII)

# ISO 639-1 after the three letters of ISO 639-2: first where both of its sets agree, then those with a code in each
# (terminology, bibliography), then Arabic and Chinese as ISO 639-3 names the standard languages.
_THREE = dict(
    pair.split("=")
    for pair in (
        "aar=aa abk=ab afr=af aka=ak amh=am ara=ar arg=an asm=as ava=av ave=ae aym=ay aze=az bak=ba bam=bm bel=be "
        "ben=bn bis=bi bos=bs bre=br bul=bg cat=ca cha=ch che=ce chu=cu chv=cv cor=kw cos=co cre=cr dan=da div=dv "
        "dzo=dz eng=en epo=eo est=et ewe=ee fao=fo fij=fj fin=fi fry=fy ful=ff gla=gd gle=ga glg=gl glv=gv grn=gn "
        "guj=gu hat=ht hau=ha heb=he her=hz hin=hi hmo=ho hrv=hr hun=hu ibo=ig ido=io iii=ii iku=iu ile=ie ina=ia "
        "ind=id ipk=ik ita=it jav=jv jpn=ja kal=kl kan=kn kas=ks kau=kr kaz=kk khm=km kik=ki kin=rw kir=ky kom=kv "
        "kon=kg kor=ko kua=kj kur=ku lao=lo lat=la lav=lv lim=li lin=ln lit=lt ltz=lb lub=lu lug=lg mah=mh mal=ml "
        "mar=mr mlg=mg mlt=mt mon=mn nau=na nav=nv nbl=nr nde=nd ndo=ng nep=ne nno=nn nob=nb nor=no nya=ny oci=oc "
        "oji=oj ori=or orm=om oss=os pan=pa pli=pi pol=pl por=pt pus=ps que=qu roh=rm run=rn rus=ru sag=sg san=sa "
        "sin=si slv=sl sme=se smo=sm sna=sn snd=sd som=so sot=st spa=es srd=sc srp=sr ssw=ss sun=su swa=sw swe=sv "
        "tah=ty tam=ta tat=tt tel=te tgk=tg tgl=tl tha=th tir=ti ton=to tsn=tn tso=ts tuk=tk tur=tr twi=tw uig=ug "
        "ukr=uk urd=ur uzb=uz ven=ve vie=vi vol=vo wln=wa wol=wo xho=xh yid=yi yor=yo zha=za zul=zu "
        "sqi=sq alb=sq hye=hy arm=hy eus=eu baq=eu bod=bo tib=bo mya=my bur=my ces=cs cze=cs cym=cy wel=cy deu=de "
        "ger=de ell=el gre=el fas=fa per=fa fra=fr fre=fr isl=is ice=is kat=ka geo=ka mkd=mk mac=mk mri=mi mao=mi "
        "msa=ms may=ms nld=nl dut=nl ron=ro rum=ro slk=sk slo=sk zho=zh chi=zh "
        "arb=ar cmn=zh"
    ).split()
)
_TWO = frozenset(_THREE.values())
# Withdrawn in 1989, and written by Java programs for decades after.
_OLD = {"iw": "he", "in": "id", "ji": "yi"}


def simple(code: object) -> str | None:
    """The two letters of ISO 639-1 that a code begins with or stands for; None for what is none, or has none there."""
    found = _CODE.fullmatch(code) if isinstance(code, str) else None
    if found is None:
        return None
    letters = found[1].lower()
    letters = _THREE.get(letters) or _OLD.get(letters, letters)
    return letters if letters in _TWO else None
