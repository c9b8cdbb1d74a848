module transhumance/tools/certify

go 1.25.0
