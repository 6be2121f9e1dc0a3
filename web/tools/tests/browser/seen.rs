//! Tests how the page looks and reads: names for screen readers, contrast, small screens, both languages, and
//! print.

use std::fs;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::json;

use super::program::root;
use super::{ALL_DONE, Chrome, has_browser, open_page};

/// JavaScript that returns the texts with too little contrast to their background. WCAG 2 (level AA) requires
/// a ratio of 4.5, or 3 for large text.
const LOW_CONTRAST_SCRIPT: &str = "(() => {
    const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const colour = (text) => text.match(/[\\d.]+/g).map(Number);
    const behind = (element) => {
      for (let e = element; e; e = e.parentElement) {
        const fill = colour(getComputedStyle(e).backgroundColor);
        if (fill.length < 4 || fill[3] > 0) return fill;
      }
      return [255, 255, 255];
    };
    const bad = new Set();
    for (const element of document.querySelectorAll('body *')) {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
      if (!own || !element.checkVisibility() || element.closest('script, .visually-hidden, .skip') || element.disabled) continue;
      const style = getComputedStyle(element);
      const [a, b] = [light(colour(style.color)), light(behind(element))].sort((x, y) => y - x);
      const ratio = (a + 0.05) / (b + 0.05);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (large ? 3 : 4.5)) bad.add(`${ratio.toFixed(2)} ${element.tagName}.${element.className}: ${element.textContent.slice(0, 40)}`);
    }
    return [...bad];
  })()";

/// JavaScript that returns whether the page is wider than its window.
const TOO_WIDE_SCRIPT: &str = "document.documentElement.scrollWidth > document.documentElement.clientWidth";

fn assert_readable(chrome: &Chrome, what: &str) {
    assert_eq!(chrome.evaluate(LOW_CONTRAST_SCRIPT), json!([]), "{what}");
    assert_eq!(chrome.evaluate(TOO_WIDE_SCRIPT), false, "{what}");
    // Every control must have a name for screen readers.
    let tree = chrome.call("Accessibility.getFullAXTree", &json!({}));
    for node in tree["nodes"].as_array().expect("nodes") {
        let role = node["role"]["value"].as_str().unwrap_or_default();
        let is_used =
            ["button", "textbox", "combobox", "link", "tab", "checkbox", "region", "tabpanel", "group"]
                .contains(&role);
        let name = node["name"]["value"].as_str().unwrap_or_default();
        // A `details` element is a group without a name of its own.
        assert!(
            !is_used || !name.trim().is_empty() || role == "group" || node["ignored"] == true,
            "{what}: {node}"
        );
    }
}

/// Saves a screenshot in the folder that `RENJA_PICTURES` names. Does nothing without that variable.
fn save_screenshot(chrome: &Chrome, name: &str) {
    let Some(folder) = std::env::var_os("RENJA_PICTURES") else { return };
    let bytes = BASE64_STANDARD.decode(chrome.screenshot()).expect("a picture");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), bytes).expect("it is written");
}

#[test]
fn it_can_be_read_on_large_and_small_screens() {
    if !has_browser() {
        return;
    }
    for (name, width, height) in [("besar", 1366, 768), ("kecil", 390, 844)] {
        let (_server, chrome) = open_page();
        chrome.set_size(width, height);
        assert_readable(&chrome, "before a file");
        save_screenshot(&chrome, &format!("{name}-awal"));
        chrome.choose(&[
            &root().join("workbooks/renja-bkd-2021.xlsx"),
            &root().join("workbooks/renja-bkd-2018.xls"),
        ]);
        chrome.wait_for(ALL_DONE);
        assert_readable(&chrome, "findings");
        chrome.evaluate("scrollTo(0, 0)");
        save_screenshot(&chrome, &format!("{name}-berkas"));
        chrome.evaluate("document.getElementById('tiles').scrollIntoView()");
        save_screenshot(&chrome, &format!("{name}-temuan"));
        chrome.evaluate(
            "(() => { const l = renja.page.files[0].view.lines.find((l) => l.leads && l.group === 0 && l.choices.length > 2);
               document.getElementById(`choice-${l.finding}-${l.choices[0]}`).click(); })()",
        );
        chrome.wait_for("renja.page.files[0].version > 1 && !renja.page.files[0].counting");
        assert_readable(&chrome, "decided");
        chrome.evaluate("document.querySelector('.case.applied').scrollIntoView({ block: 'center' })");
        save_screenshot(&chrome, &format!("{name}-diputuskan"));
        chrome
            .evaluate("document.querySelector('.case.error .place.link, .case.warning .place.link').click()");
        chrome.wait_for("document.querySelector('.grid td')");
        std::thread::sleep(std::time::Duration::from_millis(200));
        assert_readable(&chrome, "tables");
        save_screenshot(&chrome, &format!("{name}-tabel"));
    }
}

#[test]
fn it_speaks_english_by_a_switch() {
    if !has_browser() {
        return;
    }
    let (_server, chrome) = open_page();
    assert_eq!(chrome.evaluate_text("document.documentElement.lang"), "id");
    chrome.drop_files(&[&root().join("workbooks/renja-bkd-2021.xlsx")]);
    chrome.wait_for(ALL_DONE);
    let indonesian = chrome.evaluate_text("renja.page.files[0].view.report.findings[0].message");
    chrome.click("[data-lang=en]");
    chrome.wait_for(&format!("document.documentElement.lang === 'en' && {ALL_DONE}"));
    assert_ne!(chrome.evaluate_text("renja.page.files[0].view.report.findings[0].message"), indonesian);
    assert!(chrome.evaluate_text("document.body.innerText").contains("Choose files"));
    save_screenshot(&chrome, "english");
}

#[test]
fn it_prints_the_findings_alone() {
    if !has_browser() {
        return;
    }
    let (_server, chrome) = open_page();
    chrome.drop_files(&[&root().join("workbooks/renja-bkd-2021.xlsx")]);
    chrome.wait_for(ALL_DONE);
    chrome.call("Emulation.setEmulatedMedia", &json!({"media": "print"}));
    assert_eq!(chrome.evaluate("document.getElementById('drop').checkVisibility()"), false);
    assert_eq!(chrome.evaluate("document.querySelector('.case').checkVisibility()"), true);
    save_screenshot(&chrome, "cetak");
}
