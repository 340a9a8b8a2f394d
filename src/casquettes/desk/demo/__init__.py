"""The example business: Inès Delorme, « L’Armoire Légère », two invented years of real work."""
