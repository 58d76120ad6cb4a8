"""Everyday words for what definitions say: each line is one concept; and the words that say nothing."""

_SYNONYMS = """
customer client account consumer company firm subscriber
pay spend spent paid spending payment
revenue money income dollar earning turnover
less fewer lower reduce decrease shrink drop cheaper downgrade cut
more extra additional further increase higher grow growth grew rise
leave left cancel cancellation quit depart departure lost lose loss loses gone
stop stopped cease finish terminate
keep kept retain retained stay remain
return returned come-back came regain back
before previous earlier previously formerly
boss executive chief leader director senior vp head
person someone somebody people individual man woman guy human
recommend recommending praise promote refers vouch
buy purchase bought procure acquire
sell sale sold selling seller salesperson
vendor supplier provider
month monthly
year yearly annual annually
quarter quarterly three
week weekly
day daily
date deadline
must obliged required mandatory latest
contract agreement deal
renew renewal extend extension prolong
sign signed signature signing
meeting session appointment meet
survey questionnaire poll
help support assist assistance
ticket case
problem issue trouble difficulty complaint complain
fix solve resolve resolution repair remedy solution
break broke broken failure failed fail fault crash bug defect error glitch missing
cause reason why
around bypass detour circumvent
temporary interim stopgap provisional meanwhile
software product tool application app program
system platform
use used usage utilization using
feature functionality capability
unhappy dissatisfied angry unsatisfied upset displeased
happy satisfied satisfaction enthusiastic pleased delighted
first initial begin beginning start started begun
new fresh recent
end ended expiry expire expiration over
launch live rollout
teach teaching taught train training learn education lesson coach
plan planned schedule
goal aim objective purpose
share percentage percent proportion fraction portion ratio rate
average typical
cost expense
price priced
charge fee bill billed invoice
try trial test testing tried experiment
group committee panel board
split divide segment separate slice sort categorize classify cluster
decide decision approve approval authority word
budget fund
secret confidential confidentiality
law regulation legal legislation
personal private privacy
promise commit commitment guarantee guaranteed
automatic automatically itself automation automate auto
many lots several numerous
large huge big bigger biggest largest
small smaller tiny minor little
warn warning signal indication hint symptom
notice notify announce inform tell told
answer reply respond response
opinion feeling gut impression judgment sentiment
fast quick speed quickly rapid
soon early
late overdue unpaid
talk speak conversation chat discuss discussion
introduce introduction referral
compare comparison comparing compared
defend advocate push
block oppose resist
unused idle inactive dormant nobody hardly spare
seat license licence
online web website internet remote virtual
log login signin
document paper written
pass handover transfer handoff
value benefit worth
everything total whole entire complete overall
collect recover recovery recoup
move migrate migration import
estimate forecast predict prediction guess likelihood
country region territory area
employee staff colleague
ahead advance upfront
alone sole single one
tired fatigue weary fed
perfect ideal best suitable
risk danger threat risky
score rating grade
connect connection integrate integration link
information data
chart graph visual diagram drawing
robot bot chatbot
reward bonus commission incentive
salary wage compensation
team department
step stage phase
process procedure
responsible accountable
task todo job duty
current now today present
immediately asap
competitor rival competition
switch replace swap
discount rebate concession
profit margin
debt owe liability
safe security secure protect
audit verify
disaster earthquake epidemic pandemic
europe european eu
version edition variant
old legacy outdated former
retire sunset discontinue
down outage unavailable downtime interruption
available uptime reachable
queue backlog waiting pile unsolved unresolved open
repeat repeated recurring regular regularly again
once onetime
silent quiet ghost unresponsive
guide tutorial walkthrough tour
refund credit reimburse
story testimonial quote
influence power
access permission enter
article documentation manual
mail email newsletter
message notification
contact touch interaction
together joint mutual
number amount quantity
cash bank
win won gain
manager supervisor
proof evidence prove
serve service
success successful succeed
expect expectation
need needs necessary requirement
important key main most crucial essential
ask asking asked question
medium mid middle
screen page view
send submit sent
intend intention
potential prospective prospect interested possible
convince persuade argue reasoned
special particular extra
achieve reach attain accomplish
serious severe severity urgent
time moment
calm neutral neither
user enduser
last final
size scale
result outcome
idea concept
level tier
rule guideline policy
public published
improve better improvement
easy effort effortless simple
deliver delivered delivery
owner own
"""

CONCEPTS = tuple(line.split() for line in _SYNONYMS.strip().splitlines())

_SAYS_NOTHING = """
a an and any are as at be been being by but can could did do does doing done each every for from had has have having
he her here hers him his how i if in into is it its just let may me might my no nor not of on or our out per same
she should so some such than that the their them then there these they this those though through thus to too under
until up upon us very was we were what when where which while who whom whose will with within would you your yours
call called mean means meant meaning name named term word thing something anything stuff kind sort type way about
also s t get gets got getting make makes made making give gives given giving lets like both between during because
after often usually really always never ever only went go goes going everybody everyone anyone anybody due real
right already still yet want wants wanted description describes describe describing described much instead see seen
even anymore without well else
"""

STOPWORDS = frozenset(_SAYS_NOTHING.split())
