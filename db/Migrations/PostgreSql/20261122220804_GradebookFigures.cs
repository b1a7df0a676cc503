using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace EksGrader.Db.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class GradebookFigures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Leases_Live",
                table: "Leases",
                columns: new[] { "CourseId", "Deadline" },
                filter: "\"EndedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_GradedChecks_Figures",
                table: "GradedChecks",
                columns: new[] { "GradingId", "Check", "Outcome", "Points", "MaxPoints" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Leases_Live",
                table: "Leases");

            migrationBuilder.DropIndex(
                name: "IX_GradedChecks_Figures",
                table: "GradedChecks");
        }
    }
}
