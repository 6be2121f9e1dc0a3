//! The six workbooks, damaged at random: each is read or refused, and none brings the reader down.

#[path = "../common/damage.rs"]
mod damage;

use super::{WORKBOOKS, try_read, workbook};
use damage::{Random, damage_part};

#[test]
fn damaged_workbooks_are_read_or_refused() {
    let mut random = Random(20_210_228);
    let (mut read, mut refused) = (0, 0);
    for name in WORKBOOKS {
        let whole = workbook(name);
        for round in 0..70 {
            let damaged = if round % 2 == 0 && whole.starts_with(b"PK") {
                damage_part(&whole, &mut random)
            } else {
                let mut bytes = whole.clone();
                random.damage(&mut bytes);
                bytes
            };
            match try_read(&damaged) {
                Ok(_) => read += 1,
                Err(_) => refused += 1,
            }
        }
    }
    assert!(read > 0 && refused > 0, "{read} read, {refused} refused: the damage does not reach far");
}
