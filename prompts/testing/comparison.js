const tag = document.getElementById("tag");
const change = document.getElementById("change");
const cases = [...document.querySelectorAll("article")];
function show() {
  let shown = 0;
  for (const one of cases) {
    const fits = (!tag.value || one.dataset.tags.split(" ").includes(tag.value))
      && (!change.value || one.dataset.change === change.value);
    one.hidden = !fits;
    shown += fits;
  }
  document.getElementById("count").textContent = `${shown} of ${cases.length} cases`;
}
tag.addEventListener("change", show);
change.addEventListener("change", show);
// A link may say what to show: page.html#tag=number&change=worse
const wanted = new URLSearchParams(location.hash.slice(1));
tag.value = wanted.get("tag") ?? "";
change.value = wanted.get("change") ?? "";
show();
