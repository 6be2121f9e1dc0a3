//! The forms that tables are recognized by. Those that a user writes extend the program's own, stand in
//! their place, or are new.

use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::builtin::{naming, naming_titles};
use super::{Form, builtin, telling};

/// The forms that tables are recognized by: the program's own, and those of the user.
#[derive(Clone, Default, serde::Serialize, Deserialize)]
#[serde(from = "Vec<Form>", into = "Vec<Form>")]
pub struct Forms {
    own: Vec<Form>,
    /// All of them, once somebody asks.
    all: OnceLock<Arc<[Arc<Form>]>>,
    /// Those that say how their rows hang together.
    telling: OnceLock<Arc<[Arc<Form>]>>,
}

impl Forms {
    /// The program's own, and these: one with the code of another stands in its place.
    #[must_use]
    pub fn with(own: Vec<Form>) -> Self {
        Self { own, ..Self::default() }
    }

    /// Whether the user has none.
    #[must_use]
    pub fn is_own_empty(&self) -> bool {
        self.own.is_empty()
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Arc<Form>] {
        self.all.get_or_init(|| {
            let mut all = builtin().to_vec();
            for form in &self.own {
                let form = Arc::new(form.clone());
                match all.iter_mut().find(|known| known.code.eq_ignore_ascii_case(&form.code)) {
                    Some(known) => *known = form,
                    None => all.push(form),
                }
            }
            all.into()
        })
    }

    /// Those that say how their rows hang together: tables are recognized by them.
    #[must_use]
    pub fn telling(&self) -> &[Arc<Form>] {
        if self.own.is_empty() {
            return telling();
        }
        let telling = || self.all().iter().filter(|form| form.tells_rows()).cloned().collect();
        self.telling.get_or_init(telling)
    }

    /// Those of the others of which a title is said: they name the columns of tables that were read without one.
    #[must_use]
    pub fn naming(&self, is_said: &dyn Fn(&str) -> bool) -> Vec<Arc<Form>> {
        if self.own.is_empty() {
            let places = naming_titles()
                .enumerate()
                .filter_map(|(place, mut titles)| titles.any(is_said).then_some(place));
            return places.map(naming).collect();
        }
        let said = |form: &&Arc<Form>| !form.tells_rows() && form.title.iter().any(|title| is_said(title));
        self.all().iter().filter(said).cloned().collect()
    }
}

impl From<Vec<Form>> for Forms {
    fn from(own: Vec<Form>) -> Self {
        Self::with(own)
    }
}

impl From<Forms> for Vec<Form> {
    fn from(forms: Forms) -> Self {
        forms.own
    }
}

/// The program's own need not be said: they come with it.
impl std::fmt::Debug for Forms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Forms").field(&self.own).finish()
    }
}
