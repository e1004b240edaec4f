"""The examples that the standard itself gives (DMN 1.5, clause 10), and what follows from its rules."""

import pytest

from workflows import feel

# Each line: an expression, and the expression of its value.
EXAMPLES = r"""
5 in (<= 5)                                              -> true
5 in ((5..10])                                           -> false
5 in ([5..10])                                           -> true
5 in (4, 5, 6)                                           -> true
5 in (< 5, > 5)                                          -> false
@"2012-12-31" in ((@"2012-12-25"..@"2013-02-14"))        -> true
decimal(1, 2)                                            -> 1.00
.25 + .2                                                 -> 0.45
.10 * 30.00                                              -> 3.0000
1 + 3/2*2 - 2**3                                         -> -4.0
1/3                                                      -> 0.3333333333333333333333333333333333
decimal(1/3, 2)                                          -> 0.33
1.01/2                                                   -> 0.505
decimal(0.505, 2)                                        -> 0.50
decimal(0.515, 2)                                        -> 0.52
1.0*10**3                                                -> 1000.0
[{a: {b: [1]}}, {a: {b: [2.1, 2.2]}}, {a: {b: [3]}}, {a: {b: [4, 5]}}].a.b -> [[1], [2.1, 2.2], [3], [4, 5]]
[1, 2, 3, 4][item > 2]                                   -> [3, 4]
[{x: 1, y: 2}, {x: 2, y: 3}][x = 1]                      -> [{x: 1, y: 2}]
[{x: 1, y: 2}, {x: null, y: 3}][x < 2]                   -> [{x: 1, y: 2}]
[{x: 1, y: 2}, {x: 2, y: 3}].y                           -> [2, 3]
[{item: 1}, {item: 2}][item > 1]                         -> [{item: 2}]
get entries({key1: "value1"})[key = "key1"].value        -> ["value1"]
(<= 10).start included                                   -> false
(<= 10).start                                            -> null
(<= 10).end                                              -> 10
(<= 10).end included                                     -> true
(> 1).start                                              -> 1
(> 1).end                                                -> null
(1..10].start included                                   -> false
3[item > 2]                                              -> [3]
contains(["foobar"], "of")                               -> false
for i in 0..4 return if i = 0 then 1 else i * partial[-1] -> [1, 1, 2, 6, 24]
for i in [1, 2], j in [10, 20] return i + j              -> [11, 21, 12, 22]
some x in [] satisfies x > 1                             -> false
every x in [] satisfies x > 1                            -> true
some x in [null, 2] satisfies x > 1                      -> true
some x in [null, 1] satisfies x > 1                      -> null
every x in [null, 1] satisfies x > 1                     -> false
1 != 2                                                   -> true
1 != "a"                                                 -> null
1 != null                                                -> true
"a" < "b"                                                -> true
"a" < "aa"                                               -> true
"B" < "a"                                                -> true
true < false                                             -> null
[1] < [2]                                                -> null
@"2012-12-31" < @"2012-12-31T00:00:00"                   -> null
@"10:00:00" < @"11:00:00Z"                               -> true
@"10:00:00@Europe/Paris" = @"10:00:00@Europe/Paris"      -> true
@"2020-01-01T10:00:00Z" = @"2020-01-01T11:00:00+01:00"   -> true
@"2020-01-01T10:00:00Z" = @"2020-01-01T11:00:00@Europe/Paris" -> true
@"P1Y" = @"P12M"                                         -> true
@"P1D" = @"PT24H"                                        -> true
@"P1Y" = @"P365D"                                        -> null
@"P1Y" < @"P13M"                                         -> true
[1..3] = [1..3]                                          -> true
[1..3] = [1..3)                                          -> false
(< 3) = (< 3)                                            -> true
5 between 1 and null                                     -> null
5 between 6 and null                                     -> false
null between 1 and 2                                     -> null
1 in [2, 3, 1]                                           -> true
1 in [[2..4], [0..1]]                                    -> true
[1, 2, 3] in [[1, 2, 3, 4], [1, 2, 3]]                   -> true
{a: 1} in [{b: 1}, {a: 1}]                               -> true
"b" in ["a".."c"]                                        -> true
1 in 1                                                   -> true
5 in (? > 3)                                             -> true
@"2020-02-29" + @"P1Y"                                   -> @"2021-02-28"
@"2020-01-31" + @"P1M"                                   -> @"2020-02-29"
@"2020-01-01" + @"PT36H"                                 -> @"2020-01-02"
@"2020-01-01" - @"PT1H"                                  -> @"2019-12-31"
@"P1D" + @"2020-01-01"                                   -> @"2020-01-02"
@"2020-01-02" - @"2020-01-01"                            -> @"P1D"
@"2020-01-02T00:00:00Z" - @"2020-01-01"                  -> @"P1D"
@"2020-01-02T00:00:00" - @"2020-01-01T00:00:00Z"         -> null
@"2020-01-01" + @"2020-01-01"                            -> null
@"23:00:00" + @"PT2H"                                    -> @"01:00:00"
@"01:00:00" - @"PT2H"                                    -> @"23:00:00"
@"10:00:00" - @"09:00:00"                                -> @"PT1H"
@"P1Y" + @"P1D"                                          -> null
@"P1Y" * 1.5                                             -> @"P18M"
2 * @"P1D"                                               -> @"P2D"
@"P1D" / 2                                               -> @"PT12H"
@"P1D" / @"PT6H"                                         -> 4
@"P1Y" / @"P1M"                                          -> 12
@"P1D" / 0                                               -> null
1 / @"P1D"                                               -> null
-@"P1D"                                                  -> @"-P1D"
-"a"                                                     -> null
"a" - "a"                                                -> null
"a" * 2                                                  -> null
1 + null                                                 -> null
[123] instance of list<number>                           -> true
"abc" instance of string                                 -> true
123 instance of string                                   -> false
123 instance of list                                     -> null
123 instance of Foo                                      -> null
null instance of Null                                    -> true
null instance of Any                                     -> false
1 instance of Any                                        -> true
{name: "Peter", age: 30} instance of context<name: string> -> true
{name: "Peter"} instance of context<name: string, age: number> -> false
[1..10] instance of range<number>                        -> true
["a".."x"] instance of range<number>                     -> false
(function(a: number) a + 1) instance of function<number> -> number -> true
(function(a: number) "x") instance of function<number> -> number -> false
(function(a: number) a) instance of function<string> -> number -> false
@"P1D" instance of days and time duration                -> true
@"P1Y" instance of years and months duration             -> true
@"2020-01-01T00:00:00" instance of date and time         -> true
@"2012-03-07".year                                       -> 2012
@"2012-03-07".weekday                                    -> 3
@"2012-03-07T10:11:12.5Z".second                         -> 12.5
@"2012-03-07T10:11:12-05:00".time offset                 -> @"-PT5H"
@"2012-03-07T10:11:12@America/Lima".timezone             -> "America/Lima"
@"2012-03-07T10:11:12".time offset                       -> null
@"P1Y14M".years                                          -> 2
@"P1Y14M".months                                         -> 2
@"P1Y14M".days                                           -> null
@"P1DT25H61M61.5S".days                                  -> 2
@"P1DT25H61M61.5S".hours                                 -> 2
@"P1DT25H61M61.5S".minutes                               -> 2
@"P1DT25H61M61.5S".seconds                               -> 1.5
@"-P1DT2H".hours                                         -> -2
[1, 2, 3][1]                                             -> 1
[1, 2, 3][-1]                                            -> 3
[1, 2, 3][0]                                             -> null
5[1]                                                     -> 5
5[2]                                                     -> null
date("2012-12-25") - date("2012-12-24")                  -> duration("P1D")
date(date and time("2012-12-25T11:00:00Z"))              -> date("2012-12-25")
date(2012, 12, 25)                                       -> date("2012-12-25")
date and time(date("2012-12-24"), time("23:59:00"))      -> date and time("2012-12-24T23:59:00")
date and time("2012-12-24T23:59:00") + duration("PT1M")  -> date and time("2012-12-25T00:00:00")
time("23:59:00Z") + duration("PT2M")                     -> time("00:01:00@Etc/UTC")
time(date and time("2012-12-25T11:00:00Z"))              -> time("11:00:00Z")
time(23, 59, 0, duration("PT0H"))                        -> time("23:59:00Z")
time(23, 59, 0, null)                                    -> time("23:59:00")
time("23:59:00z")                                        -> time(23, 59, 0, duration("PT0H"))
date and time("2012-03-07Z").year                        -> 2012
date and time("2012-12-24T24:00:00")                     -> date and time("2012-12-25T00:00:00")
time(12, 0, 1.5)                                         -> time("12:00:01.5")
number("1 000,0", " ", ",")                              -> number("1,000.0", ",", ".")
number("1.000.000,01", ".", ",")                         -> 1000000.01
number("1,000", ",", ",")                                -> null
number("abc", null, null)                                -> null
number("1.5", null, null)                                -> 1.5
string(1.1)                                              -> "1.1"
string(null)                                             -> null
string(@"2012-12-25T11:00:00@America/Lima")              -> "2012-12-25T11:00:00@America/Lima"
string(@"P1DT2H")                                        -> "P1DT2H"
string(duration("P0DT25H"))                              -> "P1DT1H"
string(true)                                             -> "true"
string([1..3])                                           -> "[1..3]"
duration("P2Y2M")                                        -> duration("P26M")
date and time("2012-12-24T23:59:00") - date and time("2012-12-22T03:45:00") -> duration("P2DT20H14M")
years and months duration(date("2011-12-22"), date("2013-08-24")) -> duration("P1Y8M")
years and months duration(date("2013-08-24"), date("2011-12-22")) -> duration("-P1Y8M")
not(true)                                                -> false
not(null)                                                -> null
not("a")                                                 -> null
substring("foobar", 3)                                   -> "obar"
substring("foobar", 3, 3)                                -> "oba"
substring("foobar", -2, 1)                               -> "a"
substring("\U01F40Eab", 2)                               -> "ab"
string length("foo")                                     -> 3
string length("\U01F40Eab")                              -> 3
string length("\uD83D\uDC0Eab")                          -> 3
upper case("aBc4")                                       -> "ABC4"
lower case("aBc4")                                       -> "abc4"
substring before("foobar", "bar")                        -> "foo"
substring before("foobar", "xyz")                        -> ""
substring after("foobar", "ob")                          -> "ar"
substring after("", "a")                                 -> ""
substring after("foo", "")                               -> "foo"
replace("banana", "a", "o")                              -> "bonono"
replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")              -> "[1=ab][2=]cd"
contains("foobar", "of")                                 -> false
starts with("foobar", "fo")                              -> true
ends with("foobar", "r")                                 -> true
matches("foobar", "^fo*b")                               -> true
split("John Doe", "\\s")                                 -> ["John", "Doe"]
split("a;b;c;;", ";")                                    -> ["a", "b", "c", "", ""]
string join(["a", "b", "c"], "_and_")                    -> "a_and_b_and_c"
string join(["a", "b", "c"], "")                         -> "abc"
string join(["a", "b", "c"], null)                       -> "abc"
string join(["a"], "X")                                  -> "a"
string join(["a", null, "c"], "X")                       -> "aXc"
string join([], "X")                                     -> ""
string join(["a", 1])                                    -> null
list contains([1, 2, 3], 2)                              -> true
list contains([1, null], null)                           -> true
count([1, 2, 3])                                         -> 3
count([])                                                -> 0
count([1, [2, 3]])                                       -> 2
min([1, 2, 3])                                           -> 1
max(1, 2, 3)                                             -> 3
min(1)                                                   -> min([1])
max([])                                                  -> null
max(1, "a")                                              -> null
min("b", "a")                                            -> "a"
max(@"2020-01-01", @"2021-01-01")                        -> @"2021-01-01"
sum([1, 2, 3])                                           -> 6
sum(1)                                                   -> 1
sum([])                                                  -> null
mean([1, 2, 3])                                          -> 2
mean([])                                                 -> null
all([false, null, true])                                 -> false
all([true, null])                                        -> null
all(true)                                                -> all([true])
all([])                                                  -> true
all(0)                                                   -> null
any([false, null, true])                                 -> true
any(false)                                               -> false
any([])                                                  -> false
any(0)                                                   -> null
sublist([4, 5, 6], 1, 2)                                 -> [4, 5]
sublist([4, 5, 6], -2)                                   -> [5, 6]
sublist([4, 5, 6], 2, 3)                                 -> null
append([1], 2, 3)                                        -> [1, 2, 3]
append([1], null)                                        -> [1, null]
concatenate([1, 2], [3])                                 -> [1, 2, 3]
insert before([1, 3], 1, 2)                              -> [2, 1, 3]
insert before([1, 3], -1, 2)                             -> [1, 2, 3]
remove([1, 2, 3], 2)                                     -> [1, 3]
reverse([1, 2, 3])                                       -> [3, 2, 1]
index of([1, 2, 3, 2], 2)                                -> [2, 4]
index of([1, null], null)                                -> [2]
union([1, 2], [2, 3])                                    -> [1, 2, 3]
distinct values([1, 2, 3, 2, 1])                         -> [1, 2, 3]
flatten([[1, 2], [[3]], 4])                              -> [1, 2, 3, 4]
product([2, 3, 4])                                       -> 24
product([])                                              -> null
median(8, 2, 5, 3, 4)                                    -> 4
median([6, 1, 2, 3])                                     -> 2.5
median([])                                               -> null
stddev(2, 4, 7, 5)                                       -> 2.081665999466132735282297706979931
stddev([47])                                             -> null
stddev([])                                               -> null
mode(6, 3, 9, 6, 6)                                      -> [6]
mode([6, 1, 9, 6, 1])                                    -> [1, 6]
mode([])                                                 -> []
decimal(1.5, 0)                                          -> 2
decimal(2.5, 0)                                          -> 2
decimal(1, 6177)                                         -> null
floor(1.5)                                               -> 1
floor(-1.56, 1)                                          -> -1.6
floor(1, null)                                           -> null
ceiling(1.5)                                             -> 2
ceiling(-1.56, 1)                                        -> -1.5
round up(5.5, 0)                                         -> 6
round up(-5.5, 0)                                        -> -6
round up(1.121, 2)                                       -> 1.13
round up(-1.126, 2)                                      -> -1.13
round down(5.5, 0)                                       -> 5
round down(-1.126, 2)                                    -> -1.12
round half up(5.5, 0)                                    -> 6
round half up(-1.126, 2)                                 -> -1.13
round half down(5.5, 0)                                  -> 5
round half down(-1.126, 2)                               -> -1.13
abs(-10)                                                 -> 10
abs(@"-PT5H")                                            -> @"PT5H"
abs(@"-P1Y")                                             -> @"P1Y"
modulo(12, 5)                                            -> 2
modulo(-12, 5)                                           -> 3
modulo(12, -5)                                           -> -3
modulo(-12, -5)                                          -> -2
modulo(10.1, 4.5)                                        -> 1.1
modulo(-10.1, 4.5)                                       -> 3.4
modulo(10.1, -4.5)                                       -> -3.4
modulo(-10.1, -4.5)                                      -> -1.1
modulo(1, 0)                                             -> null
sqrt(16)                                                 -> 4
sqrt(-1)                                                 -> null
decimal(log(10), 11)                                     -> 2.30258509299
decimal(exp(5), 12)                                      -> 148.413159102577
odd(5)                                                   -> true
odd(-1)                                                  -> true
even(2)                                                  -> true
even(0.5)                                                -> false
is(date("2012-12-25"), time("23:00:50"))                 -> false
is(date("2012-12-25"), date("2012-12-25"))               -> true
is(time("23:00:50Z"), time("23:00:50"))                  -> false
is(time("23:00:50Z"), time("23:00:50+00:00"))            -> true
day of year(date(2019, 9, 17))                           -> 260
day of week(date(2019, 9, 17))                           -> "Tuesday"
month of year(date(2019, 9, 17))                         -> "September"
week of year(date(2019, 9, 17))                          -> 38
week of year(date(2003, 12, 29))                         -> 1
week of year(date(2004, 1, 4))                           -> 1
week of year(date(2005, 1, 1))                           -> 53
week of year(date(2005, 1, 3))                           -> 1
week of year(date(2005, 1, 9))                           -> 1
sort(list: [3, 1, 4, 5, 2], precedes: function(x, y) x < y) -> [1, 2, 3, 4, 5]
sort([3, 1, 2], before)                                  -> [1, 2, 3]
get value({key1: "value1"}, "key1")                      -> "value1"
get value({key1: "value1"}, "unexistent-key")            -> null
get entries({key1: "value1", key2: "value2"}) -> [{key: "key1", value: "value1"}, {key: "key2", value: "value2"}]
context([{key: "a", value: 1}, {key: "b", value: 2}])    -> {a: 1, b: 2}
context([{key: "a", value: 1}, {key: "b", value: 2, something: "else"}]) -> {a: 1, b: 2}
context([{key: "a", value: 1}, {key: "b"}])              -> null
context put({x: 1}, "y", 2)                              -> {x: 1, y: 2}
context put({x: 1, y: 0, z: 0}, "y", 2)                  -> {x: 1, y: 2, z: 0}
context put({x: 1}, ["y"], 2)                            -> {x: 1, y: 2}
context put({x: 1, y: {a: 0}}, ["y", "a"], 2)            -> {x: 1, y: {a: 2}}
context put({x: 1, y: {a: 0}}, [], 2)                    -> null
context merge([{x: 1}, {y: 2}])                          -> {x: 1, y: 2}
context merge([{x: 1, y: 0}, {y: 2}])                    -> {x: 1, y: 2}
list replace([2, 4, 7, 8], 3, 6)                         -> [2, 4, 6, 8]
list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5) -> [5, 5, 7, 8]
range("[18..21)")                                        -> [18..21)
range("[@\"2026-01-01\"..@\"2026-12-31\"]")              -> [@"2026-01-01"..@"2026-12-31"]
range("(..5]").end                                       -> 5
range("[5..1]")                                          -> null
range("5")                                               -> null
{a: 1, b: {c: a + 1}}.b.c                                -> 2
{"a b": 1}.a b                                           -> 1
{isPositive: function(x) x > 0, isNotNegative: function(x) isPositive(x + 1), result: isNotNegative(0)}.result -> true
(function(a, b) [a, b])(b: 1)                            -> [null, 1]
(function(a, b) a + b)(1)                                -> null
(function(a: number) a)("x")                             -> null
(function(a: number) a)([5])                             -> 5
(function(a: list<number>) a)([5])                       -> [5]
{"\uD83D\uDC0E": 1}                                      -> {🐎: 1}
"a" + "\u00f1"                                           -> "añ"
if (1 = 1) then 2 else 3                                 -> 2
2 ** 3 ** 2                                              -> 64
-2 ** 2                                                  -> 4
1 - 1 - 1                                                -> -1
8 / 4 / 2                                                -> 1
not(1 = 2) and true                                      -> true
1 < 2 and 2 < 3 or false                                 -> true
"a" in ("a", "b") and 1 in [0..2]                        -> true
"""

RANGES = r"""
before(1, 10) -> true
before(10, 1) -> false
before(1, [1..10]) -> false
before(1, (1..10]) -> true
before(1, [5..10]) -> true
before([1..10], 10) -> false
before([1..10), 10) -> true
before([1..10], 15) -> true
before([1..10], [15..20]) -> true
before([1..10], [10..20]) -> false
before([1..10), [10..20]) -> true
before([1..10], (10..20]) -> true
after(10, 5) -> true
after(5, 10) -> false
after(12, [1..10]) -> true
after(10, [1..10)) -> true
after(10, [1..10]) -> false
after([11..20], 12) -> false
after([11..20], 10) -> true
after((11..20], 11) -> true
after([11..20], 11) -> false
after([11..20], [1..10]) -> true
after([1..10], [11..20]) -> false
after([11..20], [1..11)) -> true
after((11..20], [1..11]) -> true
meets([1..5], [5..10]) -> true
meets([1..5), [5..10]) -> false
meets([1..5], (5..10]) -> false
meets([1..5], [6..10]) -> false
met by([5..10], [1..5]) -> true
met by([5..10], [1..5)) -> false
met by((5..10], [1..5]) -> false
met by([6..10], [1..5]) -> false
overlaps([1..5], [3..8]) -> true
overlaps([3..8], [1..5]) -> true
overlaps([1..8], [3..5]) -> true
overlaps([3..5], [1..8]) -> true
overlaps([1..5], [6..8]) -> false
overlaps([6..8], [1..5]) -> false
overlaps([1..5], [5..8]) -> true
overlaps([1..5], (5..8]) -> false
overlaps([1..5), [5..8]) -> false
overlaps([1..5), (5..8]) -> false
overlaps([5..8], [1..5]) -> true
overlaps((5..8], [1..5]) -> false
overlaps([5..8], [1..5)) -> false
overlaps((5..8], [1..5)) -> false
overlaps before([1..5], [3..8]) -> true
overlaps before([1..5], [6..8]) -> false
overlaps before([1..5], [5..8]) -> true
overlaps before([1..5], (5..8]) -> false
overlaps before([1..5), [5..8]) -> false
overlaps before([1..5), (1..5]) -> true
overlaps before([1..5], (1..5]) -> true
overlaps before([1..5), [1..5]) -> false
overlaps before([1..5], [1..5]) -> false
overlaps after([3..8], [1..5]) -> true
overlaps after([6..8], [1..5]) -> false
overlaps after([5..8], [1..5]) -> true
overlaps after((5..8], [1..5]) -> false
overlaps after([5..8], [1..5)) -> false
overlaps after((1..5], [1..5)) -> true
overlaps after((1..5], [1..5]) -> true
overlaps after([1..5], [1..5)) -> false
overlaps after([1..5], [1..5]) -> false
finishes(10, [1..10]) -> true
finishes(10, [1..10)) -> false
finishes([5..10], [1..10]) -> true
finishes([5..10), [1..10]) -> false
finishes([5..10), [1..10)) -> true
finishes([1..10], [1..10]) -> true
finishes((1..10], [1..10]) -> true
finished by([1..10], 10) -> true
finished by([1..10), 10) -> false
finished by([1..10], [5..10]) -> true
finished by([1..10], [5..10)) -> false
finished by([1..10), [5..10)) -> true
finished by([1..10], [1..10]) -> true
finished by([1..10], (1..10]) -> true
includes([1..10], 5) -> true
includes([1..10], 12) -> false
includes([1..10], 1) -> true
includes([1..10], 10) -> true
includes((1..10], 1) -> false
includes([1..10), 10) -> false
includes([1..10], [4..6]) -> true
includes([1..10], [1..5]) -> true
includes((1..10], (1..5]) -> true
includes([1..10], (1..10)) -> true
includes([1..10), [5..10)) -> true
includes([1..10], [1..10)) -> true
includes([1..10], (1..10]) -> true
includes([1..10], [1..10]) -> true
during(5, [1..10]) -> true
during(12, [1..10]) -> false
during(1, (1..10]) -> false
during(10, [1..10)) -> false
during([4..6], [1..10]) -> true
during((1..5], (1..10]) -> true
during([1..10), [1..10]) -> true
starts(1, [1..10]) -> true
starts(1, (1..10]) -> false
starts(2, [1..10]) -> false
starts([1..5], [1..10]) -> true
starts((1..5], (1..10]) -> true
starts((1..5], [1..10]) -> false
starts([1..5], (1..10]) -> false
starts([1..10], [1..10]) -> true
starts([1..10), [1..10]) -> true
starts((1..10), (1..10)) -> true
started by([1..10], 1) -> true
started by((1..10], 1) -> false
started by([1..10], 2) -> false
started by([1..10], [1..5]) -> true
started by((1..10], (1..5]) -> true
started by([1..10], (1..5]) -> false
started by((1..10], [1..5]) -> false
started by([1..10], [1..10]) -> true
started by([1..10], [1..10)) -> true
started by((1..10), (1..10)) -> true
coincides(5, 5) -> true
coincides(3, 4) -> false
coincides([1..5], [1..5]) -> true
coincides((1..5), [1..5]) -> false
coincides([1..5], [2..6]) -> false
before(1, "a") -> null
before(@"2020-01-01", [@"2020-01-02"..@"2020-01-03"]) -> true
during(point: 5, range: [1..10]) -> true
overlaps(range1: [1..5], range2: [3..8]) -> true
before(point1: 1, point2: 2) -> true
before(1, null) -> null
includes((> 5), 7) -> true
before((< 5), 7) -> true
"""


def pairs(text: str) -> list[tuple[str, str]]:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return [tuple(part.strip() for part in line.rsplit(" -> ", 1)) for line in lines]  # type: ignore[misc]


@pytest.mark.parametrize(("text", "worth"), pairs(EXAMPLES) + pairs(RANGES))
def test_an_example_of_the_standard_is_worth_what_it_says(text: str, worth: str) -> None:
    assert feel.evaluate(text, {}) == feel.evaluate(worth, {})
