"""Names to draw from, of many origins, and the places where customers are."""

__all__ = ["ACCOUNT_HEADS", "FIRST_NAMES", "INDUSTRY_TAILS", "JOB_TITLES", "LAST_NAMES", "PLACES"]
FIRST_NAMES = """ Abena Adrian Agnes Aisha Alejandra Amara Amit Anders Andrea Anika Antonio Arjun Astrid
Ayumi Beatriz Benedikt Bianca Bronwyn Caleb Camila Carmen Cassius Cecilia Chidi Chloe Clara Cormac Dalia
Damian Daniela Dashiell Delphine Deniz Diego Dorothea Ebony Edmund Efua Eilidh Elena Elias Emeka Enzo Esther
Ezra Fatima Felix Fernanda Fiona Florian Freya Gabriel Gemma Giulia Grace Hadiya Hana Harriet Hassan Helena
Henrik Hiroshi Ibrahim Ifeoma Imani Ines Ingrid Isaac Ivy Jacinta Jamal Jasmine Javier Jelena Joaquin
Josephine Juniper Kaito Kamala Katarina Keisha Kenji Khalid Kwame Lars Latoya Laura Leila Leopold Lina
Lorenzo Lucia Luther Magnus Malik Mariam Marisol Mateo Matilda Mei Mila Miriam Mohammed Nadia Naomi Nasir
Nia Niamh Nikolai Noor Octavia Olga Omar Orla Oscar Paloma Pascal Patience Pavel Petra Philippa Priya
Quentin Rafael Rania Raquel Ravi Rebecca Renata Rhys Rosa Rowan Ruth Saanvi Salma Samir Santiago Saoirse
Selma Seraphina Shanice Sigrid Simone Sofia Solomon Soren Stella Sunita Suresh Sylvia Tamsin Tariq Tatiana
Thabo Theodora Tobias Tomas Ursula Valeria Vera Victor Vikram Viola Wanda Wesley Wilhelmina Xavier Ximena
Yara Yasmin Yosef Yuki Zachary Zainab Zara Zofia Zoltan
""".split()

LAST_NAMES = """
Abara Abernathy Achterberg Adeyemi Aguilar Almeida Amundsen Andersson Aoki Arsenault Asante Baptiste
Barrientos Bauer Beaumont Bergstrom Bhatt Blackwood Bowman Brandt Broussard Callahan Campos Castellanos
Chandra Chaudhry Chen Choi Christensen Cisneros Cohen Corrigan Cruz Dacosta Dahl Danso Delacroix Demir Desai
Diallo Dimitrov Donnelly Drummond Dubois Duong Eriksen Escobar Espinoza Farrell Ferreira Figueroa Fitzgerald
Fontaine Forsythe Fujimoto Galvan Garza Gebre Ghosh Goldberg Gonzalez Greenwood Grigoryan Gutierrez Haddad
Hakimi Halloran Hamidi Hansen Hargreaves Hashimoto Hawkins Henriksen Hernandez Hofmann Holloway Horvat
Hussein Ibarra Idowu Iyer Jablonski Jankowski Jefferson Jimenez Kamara Kaplan Karimi Kaufman Kawamura Keita
Kelleher Khoury Kim Kimura Kowalski Krishnan Kuznetsov Lachance Laurent Lefebvre Lindqvist Lombardi Lopez
Macdonald Magnusson Mahmoud Malhotra Marchetti Markovic Mbeki Mccarthy Mendoza Mensah Mercado Moreau Moreno
Morrison Mukherjee Murakami Nakamura Navarro Ndiaye Nguyen Nilsson Novak Nwosu Obi Odhiambo Okonkwo Olsen
Onyango Ortega Osei Ostrowski Owusu Pacheco Papadakis Parekh Park Patel Pereira Petrov Pham Pritchard
Quintero Rahman Ramirez Rasmussen Reyes Ricci Rivera Rosenthal Rousseau Salazar Sandoval Santos Sato
Schneider Sepulveda Shapiro Sharma Silva Sinclair Sorensen Stavros Sullivan Suzuki Szabo Takahashi Tanaka
Tesfaye Thibault Toure Tran Trujillo Underwood Valdez Vandenberg Vasquez Villanueva Vogel Wagner Washington
Weiss Whitaker Winslow Wojcik Xiong Yamamoto Yang Yilmaz Zamora Zhang Zielinski
""".split()

ACCOUNT_HEADS = """
Alder Applegate Ashgrove Aspen Azalea Bayberry Beacon Beechwood Birchwood Bluebonnet Bramble Briar
Brightwater Buckeye Burdock Calico Camellia Cardinal Cedarbrook Chestnut Clearwater Clover Copperfield
Cottonwood Cranberry Crestline Cypress Daybreak Delta Dogwood Driftwood Eastgate Elderberry Evergreen
Fairweather Falcon Fernwood Firefly Foxglove Gardenia Goldenrod Granite Greenbrier Hawthorn Hazelnut Heather
Hemlock Hickory Highfield Hollyhock Honeysuckle Hummingbird Indigo Ironwood Jasper Jessamine Juniper Kestrel
Kingfisher Lakeshore Larkspur Laurel Lavender Lilac Linden Lonestar Lupine Magnolia Mapleton Marigold
Meadowlark Mesquite Millbrook Mimosa Mockingbird Monarch Mulberry Nightingale Northfield Oakhurst Oleander
Orchard Oriole Palmetto Peachtree Pebble Pelican Pinecrest Plumfield Poppy Prairie Primrose Quail Quince
Redbud Redwood Riverbend Rosewood Saffron Sagebrush Saltmarsh Sandhill Sequoia Silverleaf Snowdrop Songbird
Spruce Starling Stonecrop Sugarbush Summit Sundance Sunflower Sweetwater Sycamore Tamarack Thistle Thornbury
Trillium Tulip Valley Verbena Walnut Waterford Westwind Whitetail Wildflower Willow Windmill Wisteria
Woodbine Yarrow Yucca Zinnia
""".split()

INDUSTRY_TAILS = {
    "Landscaping": ("Landscaping", "Landscape Design", "Grounds Care"),
    "Garden Centers": ("Garden Center", "Garden Supply"),
    "Agriculture": ("Farms", "Growers", "Produce"),
    "Nurseries": ("Nursery", "Plant Nursery"),
    "Education": ("School District", "Community College", "Academy"),
    "Hospitality": ("Inn", "Resort", "Kitchen Gardens"),
    "Parks and Recreation": ("Park District", "Recreation"),
    "Property Management": ("Residences", "Property Group"),
    "Botanical Gardens": ("Botanical Garden", "Arboretum"),
    "Retail": ("Home and Garden", "Market"),
}

JOB_TITLES = {
    "Landscaping": ("Owner", "Irrigation Manager", "Crew Supervisor"),
    "Garden Centers": ("Store Manager", "Buyer", "Greenhouse Manager"),
    "Agriculture": ("Farm Manager", "Head Grower", "Purchasing Manager"),
    "Nurseries": ("Owner", "Head Grower", "Propagation Manager"),
    "Education": ("Facilities Director", "Agriculture Teacher", "Business Manager"),
    "Hospitality": ("General Manager", "Head Gardener", "Executive Chef"),
    "Parks and Recreation": ("Parks Superintendent", "Horticulturist", "Purchasing Officer"),
    "Property Management": ("Facilities Manager", "Grounds Supervisor", "Property Manager"),
    "Botanical Gardens": ("Curator", "Director of Horticulture", "Conservatory Manager"),
    "Retail": ("Buyer", "Store Manager", "Operations Manager"),
}

PLACES = {
    "CA": ("Sacramento", "95814"),
    "TX": ("Austin", "78701"),
    "FL": ("Tampa", "33602"),
    "NY": ("Rochester", "14604"),
    "PA": ("Lancaster", "17602"),
    "IL": ("Peoria", "61602"),
    "OH": ("Dayton", "45402"),
    "GA": ("Athens", "30601"),
    "NC": ("Asheville", "28801"),
    "MI": ("Grand Rapids", "49503"),
    "NJ": ("Trenton", "08608"),
    "VA": ("Roanoke", "24011"),
    "WA": ("Spokane", "99201"),
    "AZ": ("Tucson", "85701"),
    "MA": ("Worcester", "01608"),
    "TN": ("Knoxville", "37902"),
    "IN": ("Bloomington", "47404"),
    "MO": ("Columbia", "65201"),
    "WI": ("Eau Claire", "54701"),
    "CO": ("Fort Collins", "80521"),
    "MN": ("Duluth", "55802"),
    "SC": ("Greenville", "29601"),
    "OR": ("Eugene", "97401"),
    "KY": ("Lexington", "40507"),
    "IA": ("Ames", "50010"),
    "KS": ("Wichita", "67202"),
    "UT": ("Provo", "84601"),
    "NM": ("Santa Fe", "87501"),
    "VT": ("Burlington", "05401"),
    "ME": ("Portland", "04101"),
}
"""State: a town in it with its postal code. States come in order of how many customers they have."""
