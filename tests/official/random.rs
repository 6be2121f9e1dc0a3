//! Random numbers that depend only on a seed and are the same on every machine.

use rust_decimal::Decimal;

/// The splitmix64 generator: one multiplication chain per number, no state but a counter.
#[derive(Clone)]
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number below `bound`, or 0 if the bound is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 11) as usize % bound.max(1)
    }

    /// Returns a number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as usize) as i64
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// Returns some items of a list, in its order: at least `low` of them if the list has as many, at most
    /// `high`.
    pub fn some<T: Clone>(&mut self, of: &[T], low: usize, high: usize) -> Vec<T> {
        let wanted = (low + self.below(high - low + 1)).min(of.len());
        let mut taken = vec![false; of.len()];
        let mut left = wanted;
        while left > 0 {
            let at = self.below(of.len());
            if !taken[at] {
                taken[at] = true;
                left -= 1;
            }
        }
        of.iter().zip(taken).filter(|(_, taken)| *taken).map(|(item, _)| item.clone()).collect()
    }

    /// Returns an amount in rupiah. Small amounts are as frequent as large ones, and most end in 000 or 500.
    pub fn money(&mut self, low: i64, high: i64) -> Decimal {
        let share = self.below(10_000) as f64 / 10_000.0;
        let amount = (low as f64) * ((high as f64) / (low as f64)).powf(share);
        let unit: i64 = match self.below(20) {
            0..=9 => 1_000,
            10..=14 => 500,
            15..=17 => 100,
            _ => 50_000,
        };
        Decimal::from(((amount as i64) / unit).max(1) * unit)
    }
}
