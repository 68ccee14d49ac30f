//! Money in minor units of an ISO 4217 currency.

use serde::{Deserialize, Serialize};

use crate::exact::Exact;
use crate::{Error, Result};

/// Active ISO 4217 currencies whose minor unit is not two digits (source: ISO 4217 table A.1).
const OTHER_MINOR_DIGITS: [(&str, u32); 23] = [
    ("BHD", 3),
    ("BIF", 0),
    ("CLF", 4),
    ("CLP", 0),
    ("DJF", 0),
    ("GNF", 0),
    ("IQD", 3),
    ("ISK", 0),
    ("JOD", 3),
    ("JPY", 0),
    ("KMF", 0),
    ("KRW", 0),
    ("KWD", 3),
    ("LYD", 3),
    ("OMR", 3),
    ("PYG", 0),
    ("RWF", 0),
    ("TND", 3),
    ("UGX", 0),
    ("VND", 0),
    ("VUV", 0),
    ("XAF", 0),
    ("XOF", 0),
];

/// Currencies with two digits that the product knows.
const TWO_MINOR_DIGITS: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD \
    CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR \
    IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK \
    NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP \
    TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW";

/// An ISO 4217 currency code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// Parses a code such as `USD`; the error says what is expected.
    pub fn parse(code: &str) -> Result<Self> {
        let known = OTHER_MINOR_DIGITS.iter().any(|(c, _)| *c == code) || TWO_MINOR_DIGITS.split(' ').any(|c| c == code);
        match <[u8; 3]>::try_from(code.as_bytes()) {
            Ok(bytes) if known => Ok(Self(bytes)),
            _ => Err(Error::field("currency", format!("“{code}” is not an ISO 4217 currency code such as USD or VND"))),
        }
    }

    /// Three capital letters.
    pub fn code(&self) -> &str {
        // Only parse() makes one, from ASCII.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits of the minor unit by ISO 4217: 2 for USD, 0 for VND.
    pub fn minor_digits(&self) -> u32 {
        OTHER_MINOR_DIGITS.iter().find(|(code, _)| *code == self.code()).map_or(2, |(_, digits)| *digits)
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = Error;
    fn try_from(code: String) -> Result<Self> {
        Self::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

/// An amount in whole minor units of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    /// Nothing, in that currency.
    pub fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Rounds an exact amount in major units once, half to even, to the minor unit.
    pub fn round(amount: &Exact, currency: Currency) -> Result<Self> {
        Ok(Self { minor: amount.round_scaled(currency.minor_digits())?, currency })
    }

    /// The nearest amount to an estimate in major units, half to even; an error for one that does not fit. For ranges only.
    pub fn nearest(estimate: f64, currency: Currency) -> Result<Self> {
        let minor = (estimate * crate::math::power_of_ten(currency.minor_digits())).round_ties_even();
        if minor.abs() < 9e18 { Ok(Self { minor: minor as i64, currency }) } else { Err(Error::invalid("the amount is too large to hold")) }
    }

    /// The sum; an error for two currencies or when it does not fit.
    pub fn plus(self, other: Self) -> Result<Self> {
        if self.currency != other.currency {
            return Err(Error::invalid(format!("{} and {} cannot be added without a rate", self.currency, other.currency)));
        }
        let minor = self.minor.checked_add(other.minor).ok_or_else(|| Error::invalid("the sum is too large to hold"))?;
        Ok(Self { minor, currency: self.currency })
    }

    /// The same amount with the other sign.
    pub fn negated(self) -> Self {
        Self { minor: -self.minor, ..self }
    }

    /// The difference, under the rules of [`Money::plus`].
    pub fn less(self, other: Self) -> Result<Self> {
        self.plus(other.negated())
    }

    /// The sum of many; zero for none.
    pub fn sum(amounts: impl IntoIterator<Item = Self>, currency: Currency) -> Result<Self> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// In major units, exactly.
    pub fn exact(self) -> Exact {
        self.decimal().into()
    }

    /// In major units with all minor digits: `-11061.34`.
    pub fn decimal(self) -> rust_decimal::Decimal {
        rust_decimal::Decimal::new(self.minor, self.currency.minor_digits())
    }

    /// For charts only.
    pub fn to_f64(self) -> f64 {
        self.exact().to_f64()
    }

    /// Is it below zero?
    pub fn is_loss(self) -> bool {
        self.minor < 0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn minor_digits_follow_iso_4217() {
        for (code, digits) in [("USD", 2), ("VND", 0), ("JPY", 0), ("IDR", 2), ("KWD", 3), ("CLF", 4), ("THB", 2)] {
            assert_eq!(Currency::parse(code).unwrap().minor_digits(), digits, "{code}");
        }
        for bad in ["usd", "US", "USDX", "XXX", "", "₫"] {
            assert!(Currency::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sums_keep_currency_and_range() {
        let usd = Currency::parse("USD").unwrap();
        let vnd = Currency::parse("VND").unwrap();
        let a = Money { minor: 150, currency: usd };
        assert_eq!(a.less(Money { minor: 151, currency: usd }).unwrap().minor, -1);
        assert!(a.plus(Money { minor: 1, currency: vnd }).is_err());
        assert!(Money { minor: i64::MAX, currency: usd }.plus(a).is_err());
        assert_eq!(a.decimal().to_string(), "1.50");
    }
}
