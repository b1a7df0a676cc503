using EksGrader.Checks.Kubernetes;

namespace EksGrader.Tests.Unit.Checks.Kubernetes;

public sealed class TablePrinterTests
{
    private static readonly PrintedColumn[] Columns = [new("Name", 0), new("Type", 0), new("Selector", 1), new("Age", 0)];

    [Fact]
    public void Print_TwoRows_LooksLikeKubectl() =>
        Assert.Equal(
            """
            NAME         TYPE           AGE
            web          LoadBalancer   5m
            kubernetes   ClusterIP      1h

            """,
            TablePrinter.Print(List(("default", "web", "LoadBalancer", "5m"), ("default", "kubernetes", "ClusterIP", "1h"))));

    [Fact]
    public void Print_ShortCells_AreAtLeastSixWide() =>
        Assert.Equal(
            "A     B\n1     2\n",
            TablePrinter.Print(new ObjectList<Service> { Items = [new Service()], Table = new([new("a", 0), new("b", 0)], [["1", "2"]]) }));

    [Fact]
    public void Print_WithNamespaceAndWide_ShowsBoth() =>
        Assert.Equal(
            """
            NAMESPACE   NAME   TYPE           SELECTOR   AGE
            shop        web    LoadBalancer   app=web    5m

            """,
            TablePrinter.Print(List(("shop", "web", "LoadBalancer", "5m")), showNamespace: true, wide: true));

    [Fact]
    public void Print_Filtered_KeepsRowsWithTheirObjects() =>
        Assert.Equal(
            """
            NAME   TYPE           AGE
            web    LoadBalancer   5m

            """,
            TablePrinter.Print(List(("default", "kubernetes", "ClusterIP", "1h"), ("default", "web", "LoadBalancer", "5m")), s => s.Metadata.Name == "web"));

    [Fact]
    public void Print_NothingLeft_SaysSo() =>
        Assert.Equal("No resources found\n", TablePrinter.Print(List(("default", "web", "LoadBalancer", "5m")), _ => false));

    [Fact]
    public void Print_MoreRowsThanAsked_CountsTheOthers() =>
        Assert.EndsWith("… 2 more\n", TablePrinter.Print(List(("a", "a", "t", "1s"), ("a", "b", "t", "1s"), ("a", "c", "t", "1s")), maxRows: 1), StringComparison.Ordinal);

    [Fact]
    public void Print_ControlAndBidiCharacters_AreReplaced()
    {
        var text = TablePrinter.Print(List(("default", "\u001b[31mred\u202e", "Load\nBalancer", "5m")));

        Assert.Contains("\uFFFD[31mred\uFFFD   Load Balancer   5m\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_ServerWithoutTables_ShowsNames()
    {
        var list = new ObjectList<Service> { Items = [new Service { Metadata = new() { Name = "web", Namespace = "shop" } }] };

        Assert.Equal("NAMESPACE   NAME\nshop        web\n", TablePrinter.Print(list, showNamespace: true));
    }

    private static ObjectList<Service> List(params (string Namespace, string Name, string Type, string Age)[] rows) => new()
    {
        Items = [.. rows.Select(r => new Service { Metadata = new() { Name = r.Name, Namespace = r.Namespace } })],
        Table = new(Columns, [.. rows.Select(string[] (r) => [r.Name, r.Type, "app=web", r.Age])]),
    };
}
