module transhumance/tools/supervise

go 1.25.0
