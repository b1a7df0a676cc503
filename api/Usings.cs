global using EksGrader.Checks;
