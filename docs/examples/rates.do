* Disclosure rates over the years, from a dataset of gongkai, in Stata 14 or newer.
* Before: gongkai export DATASET --to stata --tables metrics -o .
use "stata/metrics.dta", clear
keep if metric == "disclosure_rate" & scope == "territory":scope & !missing(value)
list agency_id year numerator denominator value, sepby(agency_id) noobs

* Never one line through several scopes, and never a rate without its interval.
encode agency_id, generate(agency)
sort agency year
twoway (rcap low high year) (connected value year), by(agency) ///
    ytitle("(granted + partly granted) / concluded") yscale(range(0 1)) legend(off)
graph export "rates.png", replace
