namespace EksGrader.Checks.Kubernetes;

/// <summary>The answer to one list: the objects and, row by row beside them, the table that <c>kubectl get</c> prints.</summary>
/// <typeparam name="T">The kind of object.</typeparam>
public sealed record ObjectList<T>
    where T : class, IKubernetesObject<T>
{
    /// <summary>Whether the server does not know the kind at all (404 of the resource): the list is empty, and that is a fact.</summary>
    public bool Absent { get; init; }

    /// <summary>The objects in the server's order.</summary>
    public IReadOnlyList<T> Items { get; init => field = value ?? []; } = [];

    /// <summary>The printed table; its rows stand in the order of <see cref="Items"/>.</summary>
    public PrintedTable Table { get; init => field = value ?? PrintedTable.Empty; } = PrintedTable.Empty;
}

/// <summary>A table as the API server prints it for <c>kubectl get</c>.</summary>
/// <param name="Columns">The columns; those with a priority above 0 are the ones of <c>-o wide</c>.</param>
/// <param name="Rows">The cells of each row, as text, in the order of the columns.</param>
public sealed record PrintedTable(IReadOnlyList<PrintedColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>A table with nothing in it.</summary>
    public static PrintedTable Empty { get; } = new([], []);
}

/// <summary>A column of a printed table.</summary>
/// <param name="Name">The heading, such as <c>Status</c>.</param>
/// <param name="Priority">0 for the columns that are always shown, more for those of <c>-o wide</c>.</param>
public sealed record PrintedColumn(string Name, int Priority);
