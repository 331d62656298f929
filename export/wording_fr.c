#include "export/wording.h"

#define DES_COMPTES  "[=Tous les {N} comptes du groupe][!{n} des {N compte|comptes} du groupe]"
#define DES_MESSAGES "[=Tous les {N} messages du groupe][!{n} des {N message|messages} du groupe]"
#define REST         " ; dans le reste des données {base}, {p}, taille d'effet h = {effect}"

static const char *const sentences[STATEMENT_COUNT] = {
    [SAY_MARK_EVENT] =
        "{0} une réaction à un seul événement : {1} des messages en cause tombent en 24 heures, et "
        "{2} de ceux qui ont partagé les mêmes choses au même moment ne sont pas du groupe.",
    [SAY_MARK_NEWS] =
        "{0} des dépêches reprises : [{1} des messages qui ne sont pas des repartages portent un "
        "lien, ]{2} des comptes se disent médias, {3} des messages disent « via » quelqu'un[, et "
        "{4} des choses partagées viennent d'abord d'un même compte : {5}, {6}][. Des comptes, {7} "
        "renvoient à un site auquel nul autre d'entre eux ne renvoie].",
    [SAY_MARK_FANS] =
        "{0} des admirateurs ou supporteurs : {1} des comptes se disent tels[, et {2} des comptes "
        "ont publié au moins deux fois sur le mot-dièse ou l'auteur que la plupart ont en "
        "commun].",
    [SAY_MARK_DECLARED] = "{0} un réseau qui se dit tel : {1} des comptes disent dans leur profil "
                          "être des robots ou faire partie d'un réseau.",
    [SAY_MARK_CLOCK] =
        "{0} des messages programmés à des heures rondes : {1} des messages en cause "
        "tombent à cinq minutes rondes ou dans les dix secondes qui suivent. Des "
        "comptes ainsi réglés se rencontrent sans se connaître.",
    [SAY_SIZE] = "Le groupe compte {0 compte|comptes}, qui ont publié {n} des {N message|messages} "
                 "des données ({%})[, du {from} au {to}].",
    [SAY_COSHARES] = "{0} fois, deux comptes différents du groupe {1} à {2} d'écart au plus. {n} "
                     "des {N message|messages} du groupe ({%}), de {3 compte|comptes}, "
                     "{n:participe|participent} à ces co-partages, sur {4 objet|objets}.",
    [SAY_BLOCK] = "{n} de ses {N compte|comptes} ({%}) ont chacun au moins {0} des {1} mêmes {2}, "
                  "chaque fois en l'espace de {3}, du {from} au {to} ; {4 compte|comptes} hors du "
                  "groupe {4:fait|font} de même.",
    [SAY_CHANCE] =
        "Si les {0 compte|comptes} de cette couche avaient choisi quoi partager indépendamment les "
        "uns des autres, la probabilité que {1} d'entre eux en montrent autant serait d'au plus "
        "{2} (force probante {value} nats, {3 épisode|épisodes}). À chaque épisode, le hasard a le "
        "bénéfice du doute : de ce qu'expliqueraient l'activité des comptes, leur présence à ce "
        "moment et le reste du public de l'objet, c'est le plus grand qui compte.",
    [SAY_CONFIDENCE] =
        "Que ces comptes agissent ensemble et non par hasard est estimé avec {0} : le hasard en "
        "montrerait autant au plus {1}, {2 type|types} de contenu le {2:montre|montrent}, d'autres "
        "graines retrouvent le même groupe avec une stabilité de {3}, et {4 compte|comptes} hors "
        "de tout groupe {4:sert|servent} de comparaison.",
    [SAY_KINDS] = DES_MESSAGES
    " ({%}) {n:est un original|sont des originaux}[" REST
    "] ; les données marquent {0} comme repartages, {1} comme citations et {2} comme "
    "réponses[, soit {3} originaux par repartage].",
    [SAY_PER_ACCOUNT] =
        "La moitié des comptes ont publié au plus {value} messages[ (intervalle à 95 % {ci})], "
        "la moyenne étant de {0}[ ; "
        "dans le reste des données la médiane est {base} et la moyenne {1}][, {p}].",
    [SAY_BUSIEST_DAY] =
        "Le jour le plus actif est le {0} : [=tous les {N} messages du groupe][!{n} des {N "
        "message|messages} du groupe] ({%}), par {1 compte|comptes}, {2} chacun.",
    [SAY_DAYS] = "Le groupe a publié {n} jours sur {N}, du {1} au {2} ({%}) ; son plus long "
                 "silence a duré {0 jour entier|jours entiers}.",
    [SAY_BURST] =
        "Le plus de messages en {0} : {n}, par {1 compte|comptes}[, avec {2 texte différent|textes "
        "différents}], du {from} au {to} ; les données contiennent alors {N message|messages} de "
        "tous les comptes[ ; selon le rythme hebdomadaire du groupe, {p}][ ; le reste des données "
        "en "
        "a {base} au plus en autant de temps].",
    [SAY_RUN] =
        "{0} a publié {value message|messages} d'affilée, du {from} au {to}, sans message "
        "d'un autre compte du groupe entre eux[ ; {p} si leur ordre était dû au hasard][ ; la "
        "plus longue suite du reste des données en a {base}].",
    [SAY_RUN_IN_DATA] = "{0} a publié {value message|messages} d'affilée, du {from} au {to}, sans "
                        "message de quiconque d'autre dans les données entre eux[ ; {p} si leur "
                        "ordre était dû au hasard].",
    [SAY_RUN_OF_TEXT] =
        "{0} a publié {value} fois de suite le même texte, du {from} au {to}[ (dans le reste des "
        "données, {base} au plus)][ ; {p} si les messages de chaque compte venaient dans un ordre "
        "dû au hasard] : {1}.",
    [SAY_RUN_RAPID] =
        "{0} a publié {value message|messages} à {1} d'écart au plus, du {from} au {to}[ ; {p} si "
        "les pauses de chaque compte venaient dans un ordre dû au hasard][ ; dans le "
        "reste des données, {base} au plus].",
    [SAY_GAP] = "{n} des {N pause|pauses} entre deux messages d'un même compte ({%}) "
                "{n:dure|durent} {0} au plus[" REST "].",
    [SAY_GAP_MODE] =
        "La pause la plus courante entre deux messages d'un même compte, à la seconde "
        "près, est de {0} : {n} sur {N} ({%})[ ; la plus courante du reste des données "
        "en fait {base}, {p}, taille d'effet h = {effect}].",
    [SAY_MEDIAN_GAP] =
        "Le compte médian attend {0} entre deux messages[ ; dans le reste des données {1}][, {p}].",
    [SAY_BURSTINESS] = "L'irrégularité du compte médian est de {value} (-1 : horloge, 0 : hasard, "
                       "1 : rafales)[, intervalle à 95 % {ci}][ ; dans le reste des données "
                       "{base}][, {p}, delta de "
                       "Cliff {effect}].",
    [SAY_ENTROPY] = "Les pauses du compte médian ont une entropie de {value} bits (0 : toutes "
                    "pareilles ; par doublements d'une seconde)[, intervalle à 95 % {ci}][ ; dans "
                    "le reste des données "
                    "{base}][, {p}].",
    [SAY_SECONDS] = "La seconde {0} de la minute a le plus de messages : {n} sur {N} ({%}) ; "
                    "khi-deux {value} contre une répartition égale, {p}.",
    [SAY_MINUTES] = "La minute {0} de l'heure a le plus de messages : {n} sur {N} ({%}) ; khi-deux "
                    "{value} contre une répartition égale, {p}.",
    [SAY_SAME_SECOND] =
        DES_MESSAGES " ({%}) {n:tombe|tombent} dans la "
                     "même seconde qu'un message d'un autre de ses comptes ; on en attendrait "
                     "{0} si les messages tombaient au hasard à cinq minutes près, {p}.",
    [SAY_SAME_MINUTE] =
        DES_MESSAGES " ({%}) {n:tombe|tombent} dans la "
                     "même minute qu'un message d'un autre de ses comptes ; on en attendrait {0} "
                     "si les messages tombaient au hasard à une demi-heure près, {p}.",
    [SAY_ZONE] =
        "De tous les fuseaux horaires en usage, {0} explique le mieux les messages, à les prendre "
        "pour ceux de gens qui travaillent du lundi au vendredi et à partir de 9 h : {n} sur {N} "
        "({%}) y tombent aux heures de bureau (9 h à 18 h), contre {2} pour des messages répartis "
        "sur toute la semaine. À l'heure de {4}, c'est {3}. {1} des échantillons de jours "
        "(bootstrap) donnent le même fuseau (intervalle à 95 % {ci} heures).",
    [SAY_OFFICE_ZONE] =
        "C'est en {0} que le plus de messages tomberaient aux heures de bureau : {n} sur {N} "
        "({%}) ; {1} des échantillons de jours (bootstrap) donnent le même fuseau (intervalle à "
        "95 % {ci} heures). Le travail du soir tire ce fuseau vers l'ouest.",
    [SAY_WEEK] =
        "Un jour ouvré, le groupe publie en moyenne {0} messages ({2 jour|jours}), un "
        "jour de fin de semaine {1} ({3 jour|jours}), à l'heure de {4}[, soit {value} "
        "fois autant] ; {p} par permutation des jours[ ; le reste des données, {base} fois "
        "autant les mêmes jours].",
    [SAY_HOLIDAYS] =
        "Les {0 jour férié|jours fériés} qui auraient été ouvrés, le groupe a publié {1 "
        "message|messages} là où {2} seraient attendus[ : {value} de l'activité d'un jour ouvré] ; "
        "{p} par permutation avec {3 jour ouvré|jours ouvrés} alentour[ ; le même rapport dans le "
        "reste des données est de {base}].",
    [SAY_HOLIDAY] = "Le {0} ({1}), le groupe a publié {2 message|messages} ; les {4 jour "
                    "ouvré|jours ouvrés} à deux semaines près en ont {3} en moyenne[, soit {value} "
                    "de l'activité d'un jour ouvré] ; {p}[ ; le même rapport dans le reste des "
                    "données est de {base}].",
    [SAY_DAILY] = "Jour par jour : {1 jour|jours} aux messages les plus nombreux, sur {0} qui en "
                  "ont, pour " DES_MESSAGES " ({%}).",
    [SAY_HOURLY] =
        "Heure par heure de la semaine, aux horloges de {3} : le plus de "
        "messages tombe le {0} dans l'heure qui commence à {1} h, {n} des {N message|messages} "
        "du groupe ({%}).",
    [SAY_WEEKS] = "Le groupe a des co-partages dans {n} des {N semaine|semaines} de son premier "
                  "message au dernier ({%}), dans {0 semaine|semaines} de suite au plus[ ; les {1 "
                  "compte|comptes} du reste des données en ont dans {base} de ces semaines, taille "
                  "d'effet h = {effect}].",
    [SAY_COMMON_SILENCE] =
        "Deux comptes du groupe se taisent les mêmes jours à {value} (indice de "
        "Jaccard moyen des jours de silence de {1 compte|comptes}, sur {0 "
        "jour|jours})[, intervalle à 95 % {ci}][ ; dans le reste des données {base}][, {p}].",
    [SAY_LUNCH] =
        "En semaine entre 13 h et 14 h ({1}), le groupe a publié {n message|messages}, "
        "{value} fois la moyenne des heures voisines ({0}) ; {p}[ ; le reste des données, "
        "{base} fois].",
    [SAY_PARTICIPATION] =
        DES_COMPTES " ({%} ; intervalle à 95 % {ci}) ont "
                    "participé à « {0} », avec {1 message|messages} ; la campagne compte en tout "
                    "{3 message|messages} de {2 compte|comptes}[" REST "].",
    [SAY_CAMPAIGN_TOTAL] = "« {0} » compte {value message|messages} de {1 compte|comptes} : {2 "
                           "original|originaux}, {3 repartage|repartages}, {4 citation|citations} "
                           "et {5 réponse|réponses} ; le plus, {7}, par {6}.",
    [SAY_CAMPAIGN_DAY] =
        "Le jour le plus actif de « {0} » est le {8} : {value message|messages} de {1 "
        "compte|comptes}, "
        "{9} chacun ; {2 original|originaux}, {3 repartage|repartages}, {4 citation|citations}, {5 "
        "réponse|réponses} ; le plus, {7}, par {6}.",
    [SAY_CAMPAIGN_BURST] =
        "Le plus de messages de « {0} » en {1} : {N}, par {2 compte|comptes}[, avec {3 texte "
        "différent|textes différents}], du {from} au {to} ; {n} {n:vient|viennent} du groupe[ ; "
        "selon le rythme hebdomadaire de la campagne, {p}][ ; les comptes hors de tout groupe en "
        "ont publié {base} au plus en autant de temps].",
    [SAY_CAMPAIGN_RUN] =
        "Dans « {0} », {1} a publié {value message|messages} d'affilée, du {from} au "
        "{to}, sans message d'un autre compte entre eux.",
    [SAY_AT_LEAST] =
        DES_COMPTES " ({%} ; intervalle à 95 % {ci}) ont "
                    "participé à au moins {0} des {1 campagne|campagnes}, sur {2 compte|comptes} "
                    "des données dans ce cas[" REST "].",
    [SAY_IN_ALL] =
        DES_COMPTES " ({%} ; intervalle à 95 % {ci}) ont "
                    "participé à toutes les campagnes ({1}) ; dans l'ensemble des données, {2 "
                    "compte|comptes}[" REST "].",
    [SAY_SINGLE_PURPOSE] = "{n} des {N compte|comptes} ayant au moins {1} messages ({%}) ont "
                           "consacré neuf dixièmes de leurs messages ou plus à ces campagnes[" REST
                           "] ; {0} de tous les messages du groupe en relèvent.",
    [SAY_COPIES] = "{n} des {N texte|textes} du groupe, hors repartages ({%}), {n:a|ont} aussi été "
                   "{n:publié|publiés} par un autre de ses comptes[" REST "].",
    [SAY_COPIED_TEXT] = "{1 compte|comptes} du groupe ont publié {0}, en {2 message|messages}, "
                        "avec {3 compte|comptes} hors du groupe ; premier dans les données : {4}, "
                        "{5} ; délai médian {6}[, dixième compte après {7}], neuf dixièmes après "
                        "{8} ; {9 langue déclarée|langues déclarées}.",
    [SAY_FIRST_POSTER] = "{0} a été le premier dans les données à publier {n} des {N texte|textes} "
                         "que trois comptes du groupe au moins ont publiés ({%}).",
    [SAY_LEADER] = "{0} a publié strictement avant l'autre compte dans {n} des {N "
                   "co-partage|co-partages} internes au groupe auxquels il participe ({%}).",
    [SAY_HASHTAG] =
        DES_COMPTES " ({%} ; intervalle à 95 % {ci}) ont "
                    "employé {0}, en {1 message|messages}, d'abord le {5} ; hors du groupe {2 "
                    "compte|comptes}, en {3 message|messages}, dont {4} auparavant : {6}.",
    [SAY_HASHTAG_TUPLE] =
        DES_COMPTES " ({%} ; intervalle à 95 % {ci}) ont "
                    "employé exactement les mots-dièse {0}, dans cet ordre, en {1 "
                    "message|messages} du {3} au {4} ; hors du groupe {2 "
                    "compte|comptes}[" REST "].",
    [SAY_SEEDED] =
        "Premier dans les données à publier {1} : {0}, le {2} ; {n} des {N "
        "compte|comptes} du groupe l'ont fait ({%})[, le dixième {3} après le premier][" REST "].",
    [SAY_MISSPELT] = DES_COMPTES " ({%}) ont écrit {0}, en {2 message|messages}, à une "
                                 "lettre de {1}, qu'ont employé {3 compte|comptes} des données.",
    [SAY_SHIFT] =
        "Dans la semaine du {0}, les mots-dièse ont changé (divergence {5} bits avec la semaine du "
        "{6}, {p}) : {1} {3:a|ont} monté, à partir du {2}. Depuis, [=tous les {N} comptes du "
        "groupe][!{n} des {N compte|comptes}] ({%} ; intervalle à 95 % {ci}) {3:l'ont employé|les "
        "ont tous employés}[!, {4} en ont employé au moins un][ ; dans le reste des données {base} "
        "{3:l'ont employé|les ont tous employés}].",
    [SAY_TEXT_SHIFT] =
        "Dans la semaine du {0}, d'autres textes sont apparus (divergence {5} bits avec la semaine "
        "du {6}, {p}) : {3 texte|textes} {3:est passé|sont passés} de {8} à {7} des messages, le "
        "plus fort à partir du {2} : {1}. Depuis, [=tous les {N} comptes du groupe][!{n} des {N "
        "compte|comptes}] ({%} ; intervalle à 95 % {ci}) {3:l'ont publié|en ont publié au moins "
        "un}[ ; dans le reste des données {base}].",
    [SAY_TARGET] = DES_COMPTES
    " ({%}) ont mentionné @{0}, en {1 message|messages}, "
    "jusqu'à {3} en une heure, à partir du {4} ; hors du groupe {2 compte|comptes}.",
    [SAY_REPLIED] = DES_COMPTES
    " ({%}) ont répondu à {0}, en {1 message|messages}, "
    "jusqu'à {3} en une heure, à partir du {4} ; hors du groupe {2 compte|comptes}.",
    [SAY_LISTED_TARGETS] = DES_COMPTES
    " ({%} ; intervalle à 95 % {ci}) ont mentionné une des "
    "{1 cible|cibles} de la liste ou lui ont répondu, en {0 message|messages}[" REST "].",
    [SAY_LANGUAGE] = DES_MESSAGES " ({%}) {n:est|sont} en {0}, d'après "
                                  "les données[" REST "].",
    [SAY_SPEAKERS] = DES_COMPTES " ({%} ; intervalle à 95 % {ci}) ont un "
                                 "message en {0} parmi leurs {1} derniers[" REST "].",
    [SAY_LETTERS] = DES_COMPTES " ({%} ; intervalle à 95 % {ci}) ont écrit "
                                "une lettre parmi {0}[" REST "].",
    [SAY_PLACE] =
        "{n} des {N compte|comptes} qui indiquent un lieu ({%}) {n:l'écrit|l'écrivent} {0}[" REST
        "].",
    [SAY_MEDIUM] =
        DES_COMPTES " ({%}) ont publié l'image ou la vidéo {0}, "
                    "en {1 message|messages}, jusqu'à {3} en une heure, à partir du {4} ; hors du "
                    "groupe {2 compte|comptes}.",
    [SAY_MEDIA_REUSE] =
        "{n} des {N message|messages} avec une image ou une vidéo ({%}) en "
        "{n:montre|montrent} une qu'un autre compte du groupe a aussi publiée[" REST "].",
    [SAY_PICTURE_REUSE] =
        "{n} des {N compte|comptes} à l'image de profil choisie ({%} ; intervalle à 95 % {ci}) "
        "{n:montre|montrent} la même qu'un autre d'entre eux[" REST "].",
    [SAY_PICTURE] = "{n} des {N compte|comptes} à l'image de profil choisie ({%}) "
                    "{n:montre|montrent} l'image {0} ; hors du groupe {1 compte|comptes}.",
    [SAY_WEBSITE] = "{n} des {N compte|comptes} dont le profil a un site ({%}) "
                    "{n:renvoie|renvoient} à {0} ; hors du groupe {1 compte|comptes}.",
    [SAY_HOST] = DES_COMPTES
    " ({%}) ont renvoyé à {0}, en {1 message|messages}, "
    "jusqu'à {3} en une heure, à partir du {4} ; hors du groupe {2 compte|comptes}.",
    [SAY_LINK] = DES_COMPTES
    " ({%}) ont renvoyé à la page {0}, en {1 "
    "message|messages}, jusqu'à {3} en une heure, à partir du {4} ; hors du groupe {2 "
    "compte|comptes}.",
    [SAY_CREATED] = "Les {N compte|comptes} du groupe dont les données donnent la date de création "
                    "ont été créés entre le {0} et le {1} ; le plus en un jour : {n}, le {2}.",
    [SAY_CREATED_BURST] = "Le plus de comptes créés en {0} : {n} sur {N} ({%}), du {from} au "
                          "{to}[ ; {p} s'ils étaient venus à un rythme égal][ ; {base} "
                          "l'auraient été, s'ils étaient venus comme ceux du reste des données].",
    [SAY_CREATED_DAYS] =
        "{n} comptes sur {N} ({%} ; intervalle à 95 % {ci}) {n:a été créé|ont été créés} en {0 "
        "jour|jours} où {1} ou plus du groupe l'ont été[ ; du reste des données, {base} l'ont été "
        "ces jours-là, taille d'effet h = {effect}].",
    [SAY_CREATED_MINUTES] =
        "{n} des {N compte|comptes} dont l'heure de création est connue ({%} ; intervalle à 95 % "
        "{ci}) {n:a été créé|ont été créés} à {0 minute|minutes} au plus d'un autre d'entre "
        "eux[" REST "].",
    [SAY_CREATED_BEFORE] =
        "{n} des {N compte|comptes} dont la date de création est connue ({%} ; intervalle à 95 % "
        "{ci}) {n:a été créé|ont été créés} dans les {1 jour|jours} avant le premier message de "
        "« {0} », le {2}[" REST "].",
    [SAY_STATUS] = "{n} des {N compte|comptes} dont le statut est connu ({%} ; intervalle à 95 % "
                   "{ci}) {n:est|sont} « {0} »[" REST "].",
    [SAY_SILENT] =
        "{n} des {N compte|comptes} qui avaient publié auparavant ({%} ; intervalle à 95 % {ci}) "
        "n'ont rien publié dans les {0} derniers jours des données[" REST "].",
    [SAY_SURVIVAL] =
        "Des {N compte|comptes} du groupe qui ont publié dans les {1} jours jusqu'au {0}[, "
        "dernier jour "
        "de « {3} »], {n} "
        "({%} ; intervalle à 95 % {ci}) ont publié {2} jours plus tard ou après[" REST "].",
    [SAY_FOLLOWERS] = "La moitié des {N compte|comptes} dont le nombre est connu ont au plus "
                      "{value} abonnés[ (intervalle à 95 % {ci})][ ; dans le reste des données "
                      "{base}][, {p}].",
    [SAY_FOLLOWING] = "La moitié des {N compte|comptes} dont le nombre est connu suivent au plus "
                      "{value} comptes[ (intervalle à 95 % {ci})][ ; dans le reste des données "
                      "{base}][, {p}].",
    [SAY_SAME_NAME] = "{n} des {N compte|comptes} qui affichent un nom ({%} ; intervalle à 95 % "
                      "{ci}) {n:affiche|affichent} le même qu'un autre d'entre eux[" REST "].",
    [SAY_TAG] = DES_COMPTES " ({%} ; intervalle à 95 % {ci}) "
                            "{n:porte|portent} l'étiquette « {0} »[" REST "].",
    [SAY_KEYWORD] = DES_COMPTES " ({%} ; intervalle à 95 % {ci}) ont "
                                "« {0} » dans la biographie, le nom ou le lieu[" REST "].",
    [SAY_KNOWN_LIST] = DES_COMPTES
    " ({%} ; intervalle à 95 % {ci}) {n:est|sont} sur la "
    "liste de {0 compte connu|comptes connus} : {3} par leur identifiant, {4} par leur nom "
    "d'utilisateur et {5} par un nom d'utilisateur antérieur. {1 compte|comptes} de la liste "
    "{1:est|sont} dans les données (Jaccard {2}) ; {p} si le groupe était tiré au hasard des "
    "données[ ; dans le reste des données {base}].",
    [SAY_RENAMED] = "{n} des {N compte|comptes} dont le nom d'utilisateur est connu ({%} ; "
                    "intervalle à 95 % {ci}) {n:en a|en ont} plus d'un dans les données[" REST "].",
    [SAY_FORMER_HANDLE] = "{0} s'est aussi appelé {1}.",
    [SAY_REACTIONS] = "Un message du groupe a en moyenne {value} {0} (intervalle à 95 % {ci}, {N "
                      "message|messages}), en médiane {1}[ ; dans le reste des données {base} en "
                      "moyenne][, {p}].",
    [SAY_TOP_POST] = "Le message à {value} {3} : {0}, {2} : {1}.",
    [SAY_SELF_REPOSTS] =
        "{n} des {N repartage|repartages} du groupe ({%}) {n:reprend|reprennent} "
        "un de ses propres comptes[ ; parmi les repartages du reste des données, {base} en "
        "reprennent un, {p}, taille d'effet h = {effect}].",
    [SAY_SELF_RECEIVED] =
        "{n} des {N repartage|repartages} que ses comptes ont reçus dans les "
        "données ({%}) {n:vient|viennent} du groupe lui-même[ ; parmi ceux qu'a reçus le reste "
        "des données, {base} en viennent, {p}, taille d'effet h = {effect}].",
    [SAY_REPOSTED] = DES_COMPTES " ({%}) ont repartagé {0}, {1} fois[" REST "].",
    [SAY_CLIENT] =
        DES_MESSAGES " hors repartages ({%}), de {1 "
                     "compte|comptes}, {n:a été envoyé|ont été envoyés} par {0}[" REST "].",
    [SAY_LAYER] =
        "Dans la couche {0}, en {1}, le groupe a {value co-partage|co-partages} sur {2 "
        "objet|objets}, par {3 compte|comptes} en {4 message|messages}, soit {5 lien|liens}.",
    [SAY_COHESION] = "{n} des {N paire|paires} de ses comptes partagent {0} objets ou plus "
                     "(densité {value}) ; {1} du poids des liens de ses comptes sort du groupe "
                     "(conductance), et d'autres graines le retrouvent avec une stabilité de {2}.",
    [SAY_RESPONSE_WINDOW] =
        "Les mêmes comptes ont une force probante de {0} nats à la moitié de la fenêtre et de "
        "{1} au "
        "double, contre {value} à la fenêtre même ; un groupe tient là où elle est positive.",
    [SAY_RESPONSE_OBJECT] = "Sans son plus grand objet, les mêmes comptes ont une force probante "
                            "de "
                            "{value} nats ; cet objet donne {0} de ce que gagnent les épisodes.",
    [SAY_PAIR] =
        "{0} et {1} : {value co-partage|co-partages} sur {2 objet|objets}, dont la moitié à "
        "{3} d'écart au plus ; poids {4}[. Le plus serré : {5} ({6}) et {7}, {8} plus tard].",
    [SAY_CENTRAL] = "{0} : force {value}, {1 partenaire|partenaires} dans le groupe, {2 "
                    "co-partage|co-partages}, dont {3} en premier ; degré {4}, intermédiarité {5}, "
                    "PageRank {6}, cœur {7}.",
    [SAY_HANGING] =
        "{n} de ses {N compte|comptes} ({%}) ne {n:garderait|garderaient} aucun lien dans le "
        "groupe "
        "sans un seul et même objet ; {0 compte|comptes} n'en {0:a|ont} pas du tout, et {1 "
        "compte|comptes} n'{1:ajoute|ajoutent} rien à la force probante.",
    [SAY_HELD] =
        "{0} est dans le groupe parce que {2} de ses {1 épisode|épisodes} comptent un autre compte "
        "du groupe, là où le hasard en amènerait {3} ({p}) ; sans lui elle perdrait {value} "
        "nats. De ses {5 lien|liens} avec les autres, {6} {6:est significatif|sont significatifs} "
        "isolément, le plus fort, avec {7}, par {8 objet|objets} ; sans un objet il en perdrait "
        "{9}. "
        "D'autres graines le trouvent avec {4} des autres.",
#define TRAIT_OF_POSTS(what) "{n} messages sur {N} ({%}) {n:" what "}[" REST "]."
#define TRAIT_OF_ACCOUNTS(what)                                                                    \
    "{n} comptes sur {N} ({%} ; intervalle à 95 % {ci}) {n:" what "}[" REST "]."
    [SAY_TRAIT_REPOST] = TRAIT_OF_POSTS("est un repartage|sont des repartages"),
    [SAY_TRAIT_QUOTE] = TRAIT_OF_POSTS("est une citation|sont des citations"),
    [SAY_TRAIT_REPLY] = TRAIT_OF_POSTS("est une réponse|sont des réponses"),
    [SAY_TRAIT_WEEKEND] = TRAIT_OF_POSTS("tombe en fin de semaine|tombent en fin de semaine"),
    [SAY_TRAIT_OFFICE] = TRAIT_OF_POSTS("tombe aux heures de bureau|tombent aux heures de bureau"),
    [SAY_TRAIT_HASHTAG] = TRAIT_OF_POSTS("a un mot-dièse|ont un mot-dièse"),
    [SAY_TRAIT_LINK] = TRAIT_OF_POSTS("a un lien|ont un lien"),
    [SAY_TRAIT_MEDIA] = TRAIT_OF_POSTS("a une image ou une vidéo|ont une image ou une vidéo"),
    [SAY_TRAIT_NO_BIO] = TRAIT_OF_ACCOUNTS("a une biographie vide|ont une biographie vide"),
    [SAY_TRAIT_NO_PLACE] = TRAIT_OF_ACCOUNTS("n'indique aucun lieu|n'indiquent aucun lieu"),
    [SAY_TRAIT_DIGITS] =
        TRAIT_OF_ACCOUNTS("a un identifiant finissant par quatre chiffres ou plus|ont un "
                          "identifiant finissant par quatre chiffres ou plus"),
    [SAY_TRAIT_EIGHT_DIGITS] = TRAIT_OF_ACCOUNTS("a un identifiant finissant par huit chiffres|ont "
                                                 "un identifiant finissant par huit chiffres"),
    [SAY_TRAIT_VERIFIED] = TRAIT_OF_ACCOUNTS("est vérifié|sont vérifiés"),
    [SAY_TRAIT_BALANCED] = TRAIT_OF_ACCOUNTS("a à peu près autant d'abonnés que d'abonnements|ont "
                                             "à peu près autant d'abonnés que d'abonnements"),
    [SAY_TRAIT_WEBSITE] =
        TRAIT_OF_ACCOUNTS("a un site dans son profil|ont un site dans leur profil"),
    [SAY_TRAIT_UNLISTED] =
        TRAIT_OF_ACCOUNTS("n'est sur la liste de personne|ne sont sur la liste de personne"),
    [SAY_TRAIT_DEFAULT_PICTURE] = TRAIT_OF_ACCOUNTS(
        "montre l'image de profil par défaut|montrent l'image de profil par défaut"),
    [SAY_TRAIT_BORN_WEEKEND] =
        TRAIT_OF_ACCOUNTS("a été créé en fin de semaine|ont été créés en fin de semaine"),
    [SAY_TRAIT_BORN_OFFICE] =
        TRAIT_OF_ACCOUNTS("a été créé aux heures de bureau|ont été créés aux heures de bureau"),
    [SAY_TRAIT_YOUNG] =
        TRAIT_OF_ACCOUNTS("avait moins de 180 jours à son premier message des données|avaient "
                          "moins de 180 jours à leur premier message des données"),
    [SAY_BUSIEST_COMPARED] =
        DES_MESSAGES " ({%}) tombent dans ses dix minutes les plus "
                     "actives ; pour le reste des données, {base} dans les siennes.",
    [SAY_LIMIT_NO_BACKGROUND] =
        "Tous les {N compte|comptes} des données sont dans un groupe retenu : il n'y a rien à quoi "
        "comparer, et ce qui passe pour le hasard a été appris de ces seuls comptes.",
    [SAY_LIMIT_SMALL_BACKGROUND] =
        "Seuls {n} des {N compte|comptes} des données sont hors des groupes retenus : la base de "
        "comparaison est petite, et ce qui passe pour le hasard a été appris surtout des groupes "
        "eux-mêmes.",
    [SAY_LIMIT_NO_IDS] =
        "[=Aucun des {N} messages du groupe n'a d'identifiant dans les données][!{n} des {N "
        "message|messages} du groupe n'ont pas d'identifiant dans les données] ; ils sont nommés "
        "par fichier et ligne, et deux enregistrements d'un message ne se distinguent pas de deux "
        "messages.",
    [SAY_LIMIT_NO_TEXT] =
        "[=Aucun des {N} messages du groupe n'a de texte dans les données][!{n} des {N "
        "message|messages} du groupe n'ont pas de texte dans les données].",
    [SAY_LIMIT_CUT] = DES_MESSAGES
    " finissent par des points de suspension : leurs "
    "textes ont été coupés, par la plateforme ou la collecte, ou finissent ainsi ; la suite "
    "n'est pas vue, et des textes coupés de même ont pu différer.",
    [SAY_LIMIT_NO_CREATION] =
        "Les données n'ont pas de date de création pour {n} des {N compte|comptes}.",
    [SAY_LIMIT_NO_FOLLOWERS] =
        "Les données n'ont pas de nombre d'abonnés pour {n} des {N compte|comptes}.",
    [SAY_LIMIT_NO_HANDLE] =
        "Les données n'ont pas de nom d'utilisateur pour {n} des {N compte|comptes}.",
    [SAY_LIMIT_REJECTED] = "{n} des {N enregistrement lu|enregistrements lus} n'{n:a|ont} pas pu "
                           "servir (voir provenance).",
    [SAY_LIMIT_FILTERED] = "{n} des {N enregistrement lu|enregistrements lus} {n:a été écarté|ont "
                           "été écartés} comme les réglages le demandent (dates, langue).",
    [SAY_LIMIT_REPAIRED] = "{n} des {N enregistrement lu|enregistrements lus} "
                           "{n:contenait|contenaient} de l'UTF-8 invalide, montré par U+FFFD.",
    [SAY_LIMIT_DELETED] =
        "{n} des {N message|messages} des données {n:a été supprimé|ont été supprimés} plus tard, "
        "disent des enregistrements ultérieurs, et laissés de côté.",
    [SAY_LIMIT_EDITED] = "{n} des {N message|messages} des données {n:a été modifié|ont été "
                         "modifiés} : c'est la dernière version qui compte.",
    [SAY_LIMIT_SAMPLED] =
        "{n} des {N objet|objets} de la couche {n:était trop partagé|étaient trop partagés} pour "
        "compter chaque paire : le niveau du hasard y repose sur un échantillon à graine fixe.",
    [SAY_LIMIT_BETWEENNESS] = "L'intermédiarité est une estimation, d'après les plus courts "
                              "chemins de {n} des {N compte|comptes} du réseau.",
};

static const char *const columns[STATEMENT_COUNT] = {
    [SAY_BURST] = "Fenêtre={0}\nMessages={n}\nComptes={1}\nTextes={2}\nDu={from}\nAu={to}"
                  "\nMessages de tous les comptes={N}\nPar hasard={p}\nLe plus du reste={base}",
    [SAY_GAP] = "Pause d'au plus={0}\nPauses={n}\nSur={N}\nPart={%}\nReste des "
                "données={base}\nTest={p}\nEffet={effect}",
    [SAY_HOLIDAY] = "Jour férié={0} {1}\nMessages={2}\nAttendus={3}\nRapport={value}\nComparé à={4 "
                    "jour|jours}\nTest={p}\nReste des données, rapport={base}",
    [SAY_PARTICIPATION] = "Campagne={0}\nComptes du groupe={n} sur {N}\nPart={%}\nIntervalle à "
                          "95 %={ci}\nMessages du groupe={1}\nComptes en tout={2}\nMessages en "
                          "tout={3}\nReste des données={base}\nTest={p}",
    [SAY_CAMPAIGN_TOTAL] = "Campagne={0}\nMessages={value}\nComptes={1}\nOriginaux={2}\nRepartages="
                           "{3}\nCitations={4}\nRéponses={5}\nLe plus={6}, {7}",
    [SAY_CAMPAIGN_DAY] =
        "Campagne={0}\nJour le plus actif={8}\nMessages={value}\nComptes={1}\nMessages par "
        "compte={9}\nOriginaux={2}\nRepartages={3}\nCitations={4}\nRéponses={5}\nLe plus={6}, {7}",
    [SAY_CAMPAIGN_BURST] = "Campagne={0}\nFenêtre={1}\nMessages={N}\nComptes={2}\nTextes={3}\nDu={"
                           "from}\nAu={to}\nDu groupe={n}\nPar hasard={p}\nLe plus du reste={base}",
    [SAY_CAMPAIGN_RUN] = "Campagne={0}\nCompte={1}\nMessages d'affilée={value}\nDu={from}\nAu={to}",
    [SAY_AT_LEAST] =
        "Au moins={0} sur {1}\nComptes du groupe={n}\nPart={%}\nComptes des données={2}\nReste des "
        "données={base}\nTest={p}",
    [SAY_COPIED_TEXT] = "Texte={0}\nComptes={1}\nPart={%}\nMessages={2}\nComptes hors du "
                        "groupe={3}\nReste des données={base}\nPremier "
                        "dans les données={4}, {5}\nDélai médian={6}\nDixième compte "
                        "après={7}\nNeuf dixièmes après={8}\nLangues={9}",
    [SAY_HASHTAG] = "Mot-dièse={0}\nComptes={n}\nPart={%}\nMessages={1}\nPremier={5}\nComptes hors "
                    "du groupe={2}\nMessages hors du groupe={3}\nDont auparavant={4}\nÀ qui={6}",
    [SAY_HASHTAG_TUPLE] =
        "Mots-dièse dans cet ordre={0}\nComptes={n}\nPart={%}\nIntervalle à "
        "95 %={ci}\nMessages={1}\nPremier={3}\nDernier={4}\nComptes hors du groupe={2}\nReste "
        "des données={base}\nTest={p}",
    [SAY_SEEDED] =
        "Premier avec={1}\nCompte={0}\nLe={2}\nComptes du groupe={n}\nPart={%}\nDixième compte "
        "après={3}\nReste des données={base}\nTest={p}\nEffet={effect}",
    [SAY_TARGET] = "Mentionné={0}\nComptes={n}\nPart={%}\nMessages={1}\nLe plus en une heure={3}, "
                   "{4}\nComptes hors du groupe={2}",
    [SAY_REPLIED] = "Visé par des réponses={0}\nComptes={n}\nPart={%}\nMessages={1}\nLe plus en "
                    "une heure={3}, {4}\nComptes hors du groupe={2}",
    [SAY_HOST] = "Site={0}\nComptes={n}\nPart={%}\nMessages={1}\nLe plus en une heure={3}, "
                 "{4}\nComptes hors du groupe={2}",
    [SAY_LINK] = "Page={0}\nComptes={n}\nPart={%}\nMessages={1}\nLe plus en une heure={3}, "
                 "{4}\nComptes hors du groupe={2}",
    [SAY_PLACE] = "Lieu tel qu'écrit={0}\nComptes={n}\nSur={N}\nPart={%}\nReste des "
                  "données={base}\nTest={p}\nEffet={effect}",
    [SAY_WEBSITE] = "Site du profil={0}\nComptes={n}\nSur={N}\nPart={%}\nComptes hors du "
                    "groupe={1}\nReste des données={base}\nTest={p}\nEffet={effect}",
    [SAY_PICTURE] = "Image de profil={0}\nComptes={n}\nSur={N}\nPart={%}\nComptes hors du "
                    "groupe={1}\nReste des données={base}\nTest={p}\nEffet={effect}",
    [SAY_FORMER_HANDLE] = "Compte={0}\nAussi appelé={1}\nNoms={value}",
    [SAY_MEDIUM] = "Image ou vidéo={0}\nComptes={n}\nPart={%}\nMessages={1}\nLe plus en une "
                   "heure={3}, {4}\nComptes hors du groupe={2}",
    [SAY_REACTIONS] = "Réaction={0}\nMoyenne={value}\nIntervalle à "
                      "95 %={ci}\nMédiane={1}\nMessages={N}\nReste des données, moyenne={base}"
                      "\nTest={p}",
    [SAY_TOP_POST] = "Réactions={value} {3}\nCompte={0}\nDate={2}\nTexte={1}",
    [SAY_REPOSTED] =
        "Repartagé={0}\nRepartages={1}\nComptes={n}\nPart={%}\nReste des données={base}\nTest={p}\n"
        "Effet={effect}",
    [SAY_CLIENT] = "Programme={0}\nMessages={n}\nPart={%}\nComptes={1}\nReste des "
                   "données={base}\nTest={p}\nEffet={effect}",
    [SAY_LAYER] = "Couche={0}\nFenêtre={1}\nCo-partages={value}\nObjets={2}\nComptes={3}\nMessages="
                  "{4}\nLiens={5}",
    [SAY_HELD] =
        "Compte={0}\nForce probante={value}\nÉpisodes={1}\nAvec d'autres={2}\nPar hasard={3}\n"
        "Test={p}\nStabilité={4}\nLiens={5}\nSignificatifs={6}\nLe plus fort avec={7}\nPar "
        "objets={8}\nPerdus sans un objet={9}",
    [SAY_PAIR] = "Paire de plus grand poids={0}\nAvec={1}\nCo-partages={value}\nObjets={2}\nÉcart "
                 "médian={3}\nPoids={4}\nLe plus serré=[{5} ({6}), {7} (+ {8})]",
    [SAY_CENTRAL] = "Compte={0}\nForce={value}\nPartenaires={1}\nCo-partages={2}\nEn "
                    "premier={3}\nDegré={4}\nIntermédiarité={5}\nPageRank={6}\nCœur={7}",
};

static const char *const phrases[PHRASE_COUNT] = {
    [PHRASE_DEED_OBJECT] = "ont partagé le même objet",
    [PHRASE_DEED_REPOST] = "ont repartagé le même message",
    [PHRASE_DEED_TEXT] = "ont publié le même texte",
    [PHRASE_DEED_NEAR_TEXT] = "ont publié presque le même texte",
    [PHRASE_DEED_MEDIA] = "ont publié la même image ou vidéo",
    [PHRASE_DEED_URL] = "ont renvoyé à la même adresse",
    [PHRASE_DEED_QUOTE] = "ont cité le même message",
    [PHRASE_DEED_REPLY] = "ont répondu au même message",
    [PHRASE_DEED_HASHTAGS] = "ont employé les mêmes mots-dièse dans le même ordre",
    [PHRASE_DEED_HASHTAG] = "ont employé le même mot-dièse",
    [PHRASE_DEED_MENTION] = "ont mentionné le même compte",
    [PHRASE_DEED_REPLY_AUTHOR] = "ont répondu au même compte",
    [PHRASE_DEED_FAST_REPOST] = "ont repartagé aussitôt le même compte",
    [PHRASE_DEED_HASHTAGS_DAY] = "ont employé les mêmes mots-dièse dans le même ordre tout le jour",
    [PHRASE_DEED_HANDLE] = "ont porté le même nom d'utilisateur",
    [PHRASE_DEED_DOMAIN] = "ont renvoyé au même site",
    [PHRASE_DEED_FIELD] = "ont montré la même valeur",
    [PHRASE_DEED_TIME] = "ont publié",
    [PHRASE_DEED_FUSED] = "ont partagé la même chose",
    [PHRASE_THINGS_OBJECT] = "objets",
    [PHRASE_THINGS_REPOST] = "messages repartagés",
    [PHRASE_THINGS_TEXT] = "textes",
    [PHRASE_THINGS_NEAR_TEXT] = "familles de textes presque égaux",
    [PHRASE_THINGS_MEDIA] = "images ou vidéos",
    [PHRASE_THINGS_URL] = "adresses",
    [PHRASE_THINGS_QUOTE] = "messages cités",
    [PHRASE_THINGS_REPLY] = "messages commentés",
    [PHRASE_THINGS_HASHTAGS] = "suites de mots-dièse",
    [PHRASE_THINGS_HASHTAG] = "mots-dièse",
    [PHRASE_THINGS_MENTION] = "comptes mentionnés",
    [PHRASE_THINGS_REPLY_AUTHOR] = "comptes interpellés",
    [PHRASE_THINGS_FAST_REPOST] = "comptes repartagés aussitôt",
    [PHRASE_THINGS_DOMAIN] = "sites",
    [PHRASE_THINGS_FIELD] = "valeurs",
    [PHRASE_THINGS_HASHTAGS_DAY] = "suites de mots-dièse",
    [PHRASE_THINGS_HANDLE] = "noms d'utilisateur",
    [PHRASE_THINGS_TIME] = "instants",
    [PHRASE_THINGS_FUSED] = "choses",
    [PHRASE_CONFIDENCE_HIGH] = "une confiance élevée",
    [PHRASE_CONFIDENCE_MODERATE] = "une confiance modérée",
    [PHRASE_CONFIDENCE_LOW] = "une confiance faible",
    [PHRASE_TAG_OWN] = "propre au groupe",
    [PHRASE_TAG_STARTED] = "lancé par le groupe, repris ailleurs",
    [PHRASE_TAG_COMMON] = "d'usage courant auparavant",
    [PHRASE_TAG_JOINED] = "déjà employé auparavant",
    [PHRASE_REACTION_REPOSTS] = "repartages",
    [PHRASE_REACTION_REPLIES] = "réponses",
    [PHRASE_REACTION_LIKES] = "mentions « j'aime »",
    [PHRASE_REACTION_VIEWS] = "vues",
    [PHRASE_FIRST_SEVERAL] = "plusieurs comptes à la fois",
    [PHRASE_NO_MEMBER] = " (hors du groupe)",
    [PHRASE_FIELD_KIND] = "si un message est un repartage, une citation ou une réponse",
    [PHRASE_FIELD_SECONDS] = "la seconde d'un message",
    [PHRASE_FIELD_HOURS] = "l'heure d'un message",
    [PHRASE_FIELD_HOLIDAYS] = "une liste de jours fériés (--holidays)",
    [PHRASE_FIELD_HASHTAGS] = "des mots-dièse",
    [PHRASE_FIELD_MENTIONS] = "les mentions et les réponses",
    [PHRASE_FIELD_LINKS] = "les liens",
    [PHRASE_FIELD_WATCHLIST] = "une liste de comptes connus (--watchlist)",
    [PHRASE_FIELD_TEXT] = "des textes comparables",
    [PHRASE_FIELD_PLACE] = "les lieux des comptes",
    [PHRASE_FIELD_LANGUAGE] = "la langue d'un message",
    [PHRASE_FIELD_MEDIA] = "des images et des vidéos",
    [PHRASE_FIELD_CREATED] = "des dates de création de comptes",
    [PHRASE_FIELD_STATUS] = "le statut des comptes (actif, suspendu, supprimé)",
    [PHRASE_FIELD_FOLLOWERS] = "des nombres d'abonnés",
    [PHRASE_FIELD_BIO] = "des biographies de comptes",
    [PHRASE_FIELD_REACTIONS] = "des nombres de repartages, de mentions « j'aime » ou de vues",
    [PHRASE_FIELD_REPOST_OF] = "qui un repartage reprend",
    [PHRASE_FIELD_WEBSITE] = "les sites des comptes",
    [PHRASE_FIELD_PICTURE] = "les images de profil des comptes",
    [PHRASE_FIELD_DAYS] = "des messages sur dix jours ou plus",
    [PHRASE_FIELD_CLIENT] = "le programme qui a envoyé un message",
    [PHRASE_SECOND] = "seconde|secondes",
    [PHRASE_MINUTE] = "minute|minutes",
    [PHRASE_HOUR] = "heure|heures",
    [PHRASE_DAY] = "jour|jours",
    [PHRASE_ODDS] = "une fois sur %s",
    [PHRASE_P_EQUALS] = "p = %s",
    [PHRASE_P_BELOW] = "p < %s",
    [PHRASE_UNDER] = "moins de",
    [PHRASE_OVER] = "plus de",
    [PHRASE_RANGE] = " à ",
    [PHRASE_QUOTED] = "« %s »",
    [PHRASE_TITLE] = "Groupe {0} : {1 compte|comptes} au pas",
    [PHRASE_SUMMARY] =
        "Entre le {from} et le {to}, ces {3 compte|comptes} {0} à {1} d'écart au plus, "
        "plus souvent que le hasard ne l'explique.",
    [PHRASE_INTRODUCTION] =
        "Cette page dit ce qui a été *observé* dans les données, ce qui en a "
        "été *calculé* et ce qui est *estimé*. Les heures sont UTC ; les jours, heures du jour et "
        "jours de la semaine sont ceux de {2}. Le reste des données, ce sont les comptes qui ne "
        "sont "
        "dans aucun groupe, et leurs messages. Une marque telle que F1 nomme un constat de "
        "`dossier.json`, qui en contient les nombres, l'incertitude et les messages ; `lockstep "
        "verify` les recalcule tous.",
    [PHRASE_OBSERVED] = "Observé",
    [PHRASE_COMPUTED] = "Calculé",
    [PHRASE_ASSESSED] = "Estimé",
    [PHRASE_HEAD_KEY] = "Constats principaux",
    [PHRASE_HEAD_MEANING] = "Ce que cela ne dit pas",
    [PHRASE_MEANING] =
        "Coordonné ne veut pas dire inauthentique. *Estimé :* le hasard n'explique pas bien ce que "
        "ces comptes partagent ni quand. Autres explications à examiner : journaux d'un même "
        "éditeur ou clients d'une même agence, admirateurs d'une même vedette, membres d'un parti "
        "ou d'un mouvement qui se sont ouvertement concertés, utilisateurs d'un même outil de "
        "programmation ou d'un bouton de partage, ou personnes réagissant au même événement. Les "
        "données ne disent pas qui tient ces comptes, si des personnes ou des programmes publient, "
        "s'ils cachent qu'ils agissent ensemble, ni si ce qu'ils disent est vrai. Avant de "
        "conclure, lire les messages derrière `coshares.csv`, chercher une source commune et une "
        "raison innocente, et interroger les titulaires.",
    [PHRASE_HEAD_MARKS] = "Autre chose qu'une campagne ?",
    [PHRASE_MARK_HOLDS] = "Cela peut être",
    [PHRASE_MARK_ABSENT] = "Aucun indice pour",
    [PHRASE_SOURCE_KNOWN] = "qui est vérifié, se dit média ou est bien plus suivi",
    [PHRASE_SOURCE_UNKNOWN] = "un compte comme les autres",
    [PHRASE_MARKS_SOME] = "Un indice est une question, non un acquittement : une campagne peut "
                          "avoir cet air. Les seuils sont dans docs/method.md.",
    [PHRASE_MARKS_NONE] = "Qu'aucun de ces indices ne tienne ne prouve rien non plus. Les seuils "
                          "sont dans docs/method.md.",
    [PHRASE_HEAD_CARD] = "Fiche d'identité",
    [PHRASE_HEAD_ACTIVITY] = "Activité",
    [PHRASE_HEAD_CAMPAIGNS] = "Campagnes",
    [PHRASE_HEAD_CONTENT] = "Contenu",
    [PHRASE_HEAD_ACCOUNTS] = "Comptes",
    [PHRASE_HEAD_REACH] = "Portée",
    [PHRASE_HEAD_NETWORK] = "Réseau",
    [PHRASE_HEAD_COMPARISON] = "Comparaison avec le reste des données",
    [PHRASE_HEAD_LIMITS] = "Limites",
    [PHRASE_HEAD_TECHNIQUES] = "Techniques",
    [PHRASE_TECHNIQUES] = "Ce que les constats suggèrent dans les termes de DISARM (cadre rouge "
                          "1.6 ; anciens identifiants, jusqu'à 1.5, entre parenthèses). *Estimé :* "
                          "un motif de ce genre est dans les données ; l'intention n'y est pas.",
    [PHRASE_HEAD_INDICATORS] = "Indicateurs",
    [PHRASE_INDICATORS] =
        "Identifiants et noms de tous les comptes sont dans `accounts.csv`, les textes avec leur "
        "forme normale dans `texts.csv`, chaque co-partage dans `coshares.csv` ; mots-dièse, sites "
        "et médias sont dans les tableaux ci-dessus.",
    [PHRASE_HEAD_METHOD] = "Méthode",
    [PHRASE_METHOD] =
        "Deux partages d'un objet par des comptes différents, séparés au plus par la fenêtre, "
        "bornes comprises, sont un co-partage. Les paires de comptes qui co-partagent assez "
        "d'objets différents sont des liens ; les communautés de Leiden de ces liens qui dépassent "
        "le modèle nul sont des candidates. Une candidate est retenue comme groupe si sa force "
        "probante "
        "est positive : si ses épisodes se concentrent sur ses comptes plus que ne l'expliquent "
        "leur "
        "activité, qui était là et le public de l'objet, une fois payé le choix des comptes. Les "
        "messages d'un même "
        "instant sont pris dans l'ordre des données. Les mêmes données et réglages donnent les "
        "mêmes groupes et les mêmes constats.",
    [PHRASE_HEAD_PROVENANCE] = "Provenance",
    [PHRASE_MADE_BY] = "Établi par",
    [PHRASE_HEAD_EVIDENCE] = "Pièces",
    [PHRASE_EVIDENCE] = "Les messages derrière chaque constat, ou les comptes là où il n'y a pas "
                        "de message : 50 au plus de chaque. `dossier.json` les contient aussi, et "
                        "`coshares.csv` chaque co-partage.",
    [PHRASE_EVIDENCE_POSTS] = "{0} sur {1 message|messages} :",
    [PHRASE_EVIDENCE_ACCOUNTS] = "{0} sur {1 compte|comptes} :",
    [PHRASE_REPORT_TITLE] = "Rapport : {0 groupe|groupes} au pas",
    [PHRASE_REPORT_SUMMARY] =
        "Les données contiennent {2 message|messages} de {3 compte|comptes}[, du {from} au {to}]. "
        "{0 groupe|groupes} de comptes {0:agit|agissent} ensemble plus que le hasard ne "
        "l'explique, {1 compte|comptes} en tout ; {4 autre communauté|autres communautés} "
        "{4:s'explique|s'expliquent} par le hasard, et {5 paire|paires} de comptes hors des "
        "groupes {5:est significative|sont significatives} à {5:elle seule|elles seules}. Ce qui "
        "est *observé*, *calculé* ou *estimé* est marqué comme tel ; une marque telle que F1 mène "
        "au constat, dans le dossier de son groupe. Les nombres de l'ensemble sont les `counts` "
        "de `run.json`.",
    [PHRASE_REPORT_TITLE_NONE] = "Rapport : aucun compte au pas n'a été trouvé",
    [PHRASE_REPORT_SUMMARY_NONE] =
        "Les données contiennent {2 message|messages} de {3 compte|comptes}[, du {from} au {to}]. "
        "Aucun groupe de comptes qui agisse ensemble plus que le hasard ne l'explique n'a été "
        "trouvé. {4 communauté|communautés} de comptes {4:partage|partagent} des choses au même "
        "moment comme le hasard le voudrait, et {5 paire|paires} de comptes {5:est "
        "significative|sont significatives} à {5:elle seule|elles seules}. N'avoir rien trouvé ne "
        "veut pas dire qu'il n'y ait rien : d'autres fenêtres et d'autres traces peuvent montrer "
        "davantage (`lockstep sweep`), et plus de données aussi. Les nombres de l'ensemble sont "
        "les `counts` de `run.json`.",
    [PHRASE_REPORT_CLUSTERS] = "Groupes",
    [PHRASE_REPORT_CLUSTER] = "Groupe {0}",
    [PHRASE_REPORT_DOSSIER] = "Le dossier de ce groupe",
    [PHRASE_COLUMNS_CLUSTERS] =
        "Groupe|#Comptes|#Messages|Couche|#Fenêtre|#Force probante (nats)|Début|Fin|Constats",
    [PHRASE_REPORT_OUTPUTS] =
        "Les fichiers du cas, et le SHA-256 de chacun (de cette page : dans `run.json`).",
    [PHRASE_COLUMNS_OUTPUTS] = "Fichier|SHA-256",
    [PHRASE_OWN_CAMPAIGNS] = "Aucune campagne n'a été donnée (`--campaigns`) : chaque mot-dièse "
                             "employé par un dixième des comptes du groupe en tient lieu.",
    [PHRASE_LANGUAGES] =
        "ar=arabe|az=azerbaïdjanais|bg=bulgare|bn=bengali|ca=catalan|cs=tchèque|da=danois"
        "|de=allemand|el=grec|en=anglais|es=espagnol|et=estonien|fa=persan|fi=finnois"
        "|fr=français|he=hébreu|hi=hindi|hr=croate|hu=hongrois|hy=arménien|id=indonésien"
        "|in=indonésien|it=italien|iw=hébreu|ja=japonais|ka=géorgien|ko=coréen|lt=lituanien"
        "|lv=letton|nl=néerlandais|no=norvégien|pl=polonais|pt=portugais|ro=roumain|ru=russe"
        "|sk=slovaque|sl=slovène|sr=serbe|sv=suédois|ta=tamoul|th=thaï|tl=tagalog|tr=turc"
        "|uk=ukrainien|ur=ourdou|vi=vietnamien|zh=chinois",
    [PHRASE_WEEKDAYS] = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    [PHRASE_COLUMNS_DAYS] = "Jour|#Messages|#Comptes",
    [PHRASE_COLUMNS_SETTINGS] = "Réglage|Valeur",
    [PHRASE_COLUMNS_CAMPAIGNS] = "Campagne|Ce qui en fait partie (`--campaigns`)",
    [PHRASE_COLUMNS_INPUTS] =
        "Entrée|SHA-256|Format|#Enregistrements lus|#utilisés|#répétés|#écartés|#inutilisables",
    [PHRASE_COLUMNS_TECHNIQUES] = "Technique|Nom|Constats",
    [PHRASE_LIMIT_SEEN] = "Seul ce que contient l'entrée est vu. Les messages supprimés, les "
                          "comptes suspendus et tout ce que la collecte n'a pas demandé manquent, "
                          "et chaque nombre est ici un nombre de ces données.",
    [PHRASE_LIMIT_NULL] =
        "Le modèle nul suppose que les comptes choisissent ce qu'ils partagent indépendamment les "
        "uns des autres. Ce qu'un groupe partagerait par hasard est la plus grande de trois parts "
        ": "
        "la sienne de toute l'activité, de ceux qui étaient là à ce moment, et de l'autre public "
        "de l'objet ou de la foule qui partage de tels objets. Des comptes qui suivent la même "
        "source ou réagissent au même événement "
        "peuvent être trouvés quand même, sans aucune entente entre eux.",
    [PHRASE_LIMIT_MINUTE] =
        "Les données donnent les heures à la minute au mieux. Un écart peut être faux de presque "
        "une minute dans un sens ou l'autre, et qui fut premier dans une minute est inconnu.",
    [PHRASE_LIMIT_DAY] =
        "Les données ne donnent que le jour. Les heures, les écarts et l'ordre des messages d'un "
        "jour sont inconnus, et les tableaux d'heures ne veulent rien dire.",
    [PHRASE_LIMIT_KINDS] =
        "Les données, telles que lues, ne marquent aucun message comme repartage, citation ou "
        "réponse. Tous comptent comme originaux, et un texte peut avoir été transmis.",
    [PHRASE_LIMIT_REDACTED] = "Comptes et messages portent des pseudonymes. Les textes sont cités "
                              "tels quels, hormis les @mentions et les adresses : un nom écrit "
                              "sans @ dans un texte y reste, et un texte peut être recherché.",
    [PHRASE_OMITTED] = "Pour ce groupe, il manque aux données ce que demandent ces analyses, et il "
                       "n'en est rien dit :",
};

const struct wording wording_fr = {.language = "fr",
                                   .group = " ",
                                   .decimal = ",",
                                   .zero_is_one = true,
                                   .sentences = sentences,
                                   .columns = columns,
                                   .phrases = phrases};
